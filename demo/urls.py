from django.urls import path

from . import views

urlpatterns = [
    path("", views.people, name="demo_people"),
    path("log-ind/", views.sign_in, name="demo_sign_in"),
]
