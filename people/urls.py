"""Signing in and out. An explicit list: of allauth's many views these are mounted, and there are no others.

Nothing about passwords, signing up or managing addresses is among them: the code by e-mail is all of that.
"""

from allauth.account.views import logout
from allauth.mfa.base.views import reauthenticate
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.socialaccount.views import login_cancelled, login_error
from django.urls import include, path

from . import factor_views, oidc, views

sign_in = views.SignInView.as_view()

second_factor = [
    path("", factor_views.FactorsView.as_view(), name="mfa_index"),
    path("spring-over/", factor_views.skip, name="second_factor_skip"),
    path("vis/", factor_views.ShowFactorView.as_view(), name="mfa_authenticate"),
    path("bekraeft/", reauthenticate, name="mfa_reauthenticate"),
    path("bekraeft/noegle/", factor_views.ShowPasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("app/", factor_views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("app/fjern/", factor_views.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("noegle/", factor_views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("noegle/<int:pk>/fjern/", factor_views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("noedkoder/", factor_views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("noedkoder/nye/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

broker = [
    path("", oidc.start, {"provider_id": oidc.PROVIDER}, name="openid_connect_login"),
    path("retur/", oidc.back, {"provider_id": oidc.PROVIDER}, name="openid_connect_callback"),
    path("afbrudt/", login_cancelled, name="socialaccount_login_cancelled"),
    path("fejl/", login_error, name="socialaccount_login_error"),
]

urlpatterns = [
    path("log-ind/", sign_in, name="account_login"),
    path("log-ind/", sign_in, name="account_request_login_code"),
    path("log-ind/kode/", views.EnterCodeView.as_view(), name="account_confirm_login_code"),
    path("log-ind/noegle/", factor_views.SignInByPasskeyView.as_view(), name="mfa_login_webauthn"),
    path("log-ind/hvem/", views.who, name="who"),
    path("log-ind/ud/", logout, name="account_logout"),
    path("log-ind/to-trin/", include(second_factor)),
    path("log-ind/mitid/", include(broker)),
    path("min-side/profil/", views.ProfileView.as_view(), name="profile"),
]
