"""Takes uploaded files into memory up to the site's limit, and drops the rest unread."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class CappedUpload(FileUploadHandler):
    """All files of a request together may have UPLOAD_MAX_BYTES; nothing touches the disk.

    A file beyond it is missing in `request.FILES`, and `request.upload_too_large` is True.
    """

    used = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.used += len(raw_data)
        if self.used > settings.UPLOAD_MAX_BYTES:
            self.file = BytesIO()
            self.request.upload_too_large = True
            raise SkipFile
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
