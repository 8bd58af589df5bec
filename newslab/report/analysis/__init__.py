"""The report of an analysis: question, data, methods, findings and limits, as HTML, PDF, Markdown and a notebook."""

from newslab.report.analysis.report import Report, build_report

__all__ = ["Report", "build_report"]
