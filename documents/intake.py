"""Stops taking in a file that is too large while it is still coming, and lets the rest of the form through."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from .uploads import MAX_SIZE


class StopAtLimit(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS. What comes over the limit is counted, not kept: neither disk nor memory holds more
    of any file than the limit, and the form still has all that was typed, beside a file that says how large it was."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MAX_SIZE else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if file_size <= MAX_SIZE:
            return None
        for handler in self.request.upload_handlers if self.request else []:
            handler.upload_interrupted()  # lets go of the beginning that it kept
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
