"""One module a layout: each turns a :class:`~test_data.generator.report.Report` into a drawn document."""
