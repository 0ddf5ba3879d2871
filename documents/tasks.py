"""What the workers do with files. Each may run any number of times."""

from celery import shared_task

from programme import calendar

from . import chunks, keeping, papers, scanning
from .models import Paper


@shared_task(name="documents.tasks.make_paper", soft_time_limit=60, time_limit=90)
def make_paper(paper_id: int) -> None:
    paper = Paper.objects.filter(pk=paper_id).first()
    if paper:
        papers.make(paper)


@shared_task(name="documents.tasks.catch_up", soft_time_limit=600, time_limit=660)
def catch_up() -> None:
    """Papers whose nudge was lost, files that the scanner has not seen. For the beat, every few minutes."""
    now = calendar.now()
    papers.make_waiting(now=now)
    scanning.scan_waiting(now=now)


@shared_task(name="documents.tasks.sweep")
def sweep() -> None:
    keeping.sweep()
    chunks.sweep()
