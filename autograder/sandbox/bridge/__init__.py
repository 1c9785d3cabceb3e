"""The wire between the worker, which holds the student's code, and the judge, which holds the tests.

| module | what |
|---|---|
| `frames` | length-prefixed messages with limits and deadlines |
| `values` | plain data to JSON and raw bytes, and back; nothing is ever unpickled or evaluated |
| `arrays` | NumPy arrays, scalars and random generators, checked before they are believed |
| `changes` | arguments that a call changed in place, changed in the caller too |
| `serve` | the worker's end: performs the judge's requests, hands out handles |
| `proxies` | the judge's end: what a test sees of the student's objects |
| `errors` | exceptions as names and messages |

Whatever comes from the worker is hostile until checked. Imports NumPy and the standard library only.
"""
