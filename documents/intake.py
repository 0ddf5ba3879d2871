"""Takes in a file that comes with a form: stops while it is still coming if it is too large, and lets the rest of the
form through; leaves nothing of one whose line broke."""

import os
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

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


class Nameless(TemporaryFileUploadHandler):
    """Keeps what comes in a file without a name: when the line breaks or the process is killed, no half file stays."""

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        os.unlink(self.file.temporary_file_path())
