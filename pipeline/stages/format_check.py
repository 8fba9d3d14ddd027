"""Stage 2: is the upload a file that can be read, and is its picture good enough?"""

from __future__ import annotations

from pipeline.case import Case
from pipeline.reading.file_check import check_file
from pipeline.reading.file_traces import traces_of_file
from pipeline.reading.files_check import check_files
from pipeline.reading.picture_check import check_pictures
from pipeline.rules.kind import FileRules, PictureRules
from pipeline.stages.tools import Tools


def format_check(case: Case, tools: Tools) -> Case:
    """Fill `file` and add findings: faults of the file, or of each of several, first, then those of uploaded
    pictures; traces of editors.

    Pictures inside a PDF are measured by the next stage, which draws its pages anyway.
    """
    kind = tools.kinds.get(case.claim.kind)
    file_rules, picture_rules = (kind.file, kind.picture) if kind else (FileRules(), PictureRules())
    content = tools.original(case)
    upload = case.claim.upload
    if upload.parts > 1:
        facts, findings = check_files(content, upload.parts, file_rules)
    else:
        facts, findings = check_file(content, upload.name, file_rules)
    if facts is None or any(finding.stops for finding in findings):
        return case.with_(*findings, file=facts)
    pictures, faults = check_pictures(content, facts.format, picture_rules)
    traces = (*case.traces, *traces_of_file(content, facts.format))
    return case.with_(*findings, *faults, file=facts.model_copy(update={"pictures": pictures}), traces=traces)
