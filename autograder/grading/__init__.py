"""One submission, and a class of them, to results in the gradebook. Imports `course` and `sandbox`."""
