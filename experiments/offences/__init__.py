"""Sister offences: offences as data, one behaviour for all of them, and the stages that follow from both."""
