"""Word documents (.docx) as Markdown, by the meaning of their styles."""

import io

import mammoth

from knowledge.documents.archive import check_archive
from knowledge.documents.document import Document, Refused
from knowledge.documents.html import read_page


def read_word(data: bytes) -> list[Document]:
    """One document: its first heading is the title."""
    check_archive(data)
    try:
        # Pictures become nothing: their bytes would be no use in a text.
        no_picture = mammoth.images.img_element(lambda image: {"src": ""})
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=no_picture, include_embedded_style_map=False)
    except Refused:
        raise
    except Exception as error:  # a parser of foreign files fails in any way it likes
        raise Refused(f"it is damaged: Word's text in it cannot be read ({type(error).__name__})") from None
    return read_page(f"<main>{page.value}</main>")
