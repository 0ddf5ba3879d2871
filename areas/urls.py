"""Below /interesseerklaering/."""

from django.urls import path

from .views import (
    attachments,
    autosave,
    behalf,
    group,
    handover,
    incoming,
    invitations,
    overview,
    sections,
    sending,
    start,
)

urlpatterns = [
    path("", start.start, name="start_expression"),
    path("invitation/<uuid:invitation>/", invitations.answer, name="invitation"),
    path("paa-vegne/stop/", behalf.stop, name="stop_acting"),
    path("<uuid:uid>/", overview.expression, name="expression"),
    path("<uuid:uid>/begynd-igen/", overview.start_again, name="expression_start_again"),
    path("<uuid:uid>/tjek/", sending.check, name="expression_check"),
    path("<uuid:uid>/send/", sending.send, name="expression_send"),
    path("<uuid:uid>/kvittering/", sending.receipt, name="expression_receipt"),
    path("<uuid:uid>/kvittering.pdf", sending.receipt_pdf, name="expression_receipt_pdf"),
    path("<uuid:uid>/kvittering-<int:number>.pdf", sending.receipt_pdf, name="expression_earlier_receipt_pdf"),
    path("<uuid:uid>/genaabn/", sending.reopen, name="expression_reopen"),
    path("<uuid:uid>/traek-tilbage/", sending.withdraw, name="expression_withdraw"),
    path("<uuid:uid>/bilag/undervejs/", incoming.begin, name="expression_incoming"),
    path("<uuid:uid>/bilag/undervejs/<uuid:half>/", incoming.slices, name="expression_incoming_file"),
    path("<uuid:uid>/bilag/undervejs/<uuid:half>/faerdig/", incoming.finish, name="expression_incoming_finish"),
    path("<uuid:uid>/bilag/undervejs/<uuid:half>/opgiv/", incoming.drop, name="expression_incoming_drop"),
    path("<uuid:uid>/bilag/<uuid:file>/", attachments.download, name="expression_attachment"),
    path("<uuid:uid>/bilag/<uuid:file>/tekst/", attachments.retitle, name="expression_attachment_title"),
    path("<uuid:uid>/bilag/<uuid:file>/fjern/", attachments.remove, name="expression_attachment_remove"),
    path("<uuid:uid>/styregruppe/<uuid:member>/fjern/", group.remove, name="expression_member_remove"),
    path("<uuid:uid>/invitation/<uuid:invitation>/", invitations.follow_up, name="expression_invitation"),
    path("<uuid:uid>/styregruppe/kontaktperson/", handover.hand_over, name="expression_hand_over"),
    path("<uuid:uid>/styregruppe/forlad/", group.leave, name="expression_leave_group"),
    path("<uuid:uid>/til-stede/", autosave.present, name="expression_present"),
    path("<uuid:uid>/<slug:name>/gem/", autosave.autosave, name="expression_autosave"),
    path("<uuid:uid>/<slug:name>/", sections.section, name="expression_section"),
]
