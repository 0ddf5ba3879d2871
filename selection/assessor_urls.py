"""Below /vurdering/: for those who assess."""

from django.urls import path

from .views import assessing, discussing, scoring

urlpatterns = [
    path("", assessing.assessments, name="assessments"),
    path("<uuid:uid>/", assessing.assessment, name="assessment"),
    path("<uuid:uid>/habil/", assessing.qualified, name="assessment_qualified"),
    path("<uuid:uid>/inhabil/", assessing.disqualified, name="assessment_disqualified"),
    path("<uuid:uid>/gem/", scoring.autosave, name="assessment_autosave"),
    path("<uuid:uid>/bilag/<uuid:file>/", assessing.attachment, name="assessment_file"),
    path("<uuid:uid>/ret/<slug:element>/", discussing.change, name="assessment_change"),
]
