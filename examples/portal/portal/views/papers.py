"""Where are the papers?"""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.asking import seen
from portal.channel import Sight, now
from portal.models import Paper
from portal.views import for_roles

#: What may be uploaded: how such a file begins, and how its name ends. What it calls itself is not believed.
KINDS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}


def partners(found: Sight) -> set[str]:
    """Return whose papers the reader sees: those of his firm, or of the partners in his sight."""
    own = found.person.employer
    return {own} if own else {each.id for each in found.view.partners}


@for_roles("papers")
def page(request: HttpRequest) -> HttpResponse:
    """Show agreements and documents of the partners in sight, and take another one."""
    found = seen(request)
    if request.method == "POST":
        partner, sent = request.POST.get("partner") or found.person.employer, request.FILES.get("file")
        if partner not in partners(found) or sent is None:
            raise Http404
        take(request, partner, sent, found.person.id)
        return redirect("papers")
    shown = {
        "papers": Paper.objects.filter(partner__in=partners(found)),
        "agreements": found.view.agreements,
        "choices": [] if found.person.employer else found.view.partners,
    }
    return render(request, "papers.html", shown)


def take(request: HttpRequest, partner: str, sent: UploadedFile, person: str) -> None:
    """Keep a file that is small enough and of a kind we know, under a name of our own."""
    begins = sent.read(8)
    kind = next((kind for start, kind in KINDS.items() if begins.startswith(start)), None)
    if kind is None:
        messages.error(request, _("Only PDF, PNG and JPEG can be uploaded."))
    elif (sent.size or 0) > settings.LARGEST_PAPER:
        messages.error(request, _("The file is larger than 5 MB."))
    else:
        title = request.POST.get("title", "").strip()[:200] or (sent.name or "")[:200]
        paper = Paper(partner=partner, title=title, added_at=now(), added_by=person, kind=kind[0])
        paper.file.save(f"{uuid4().hex}.{kind[1]}", sent)
        messages.success(request, _("The document is there for both sides."))


@for_roles("papers")
def file(request: HttpRequest, key: int) -> FileResponse:
    """Hand a file to somebody who may see it: to keep, never to run in a page."""
    paper = Paper.objects.filter(pk=key, partner__in=partners(seen(request))).first()
    if paper is None:
        raise Http404
    ending = paper.file.name.rsplit(".", 1)[-1]
    name = paper.title if paper.title.lower().endswith(f".{ending}") else f"{paper.title}.{ending}"
    return FileResponse(paper.file.open(), as_attachment=True, filename=name, content_type=paper.kind)
