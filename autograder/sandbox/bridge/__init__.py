"""The wire between the worker, which holds the student's code, and the judge, which holds the tests.

| module | what |
|---|---|
| `values` | plain data to JSON and raw bytes, and back; nothing is ever unpickled or evaluated |
| `library_values` | values of Python's standard library, by their very types |
| `tables` | frames and series of pandas |
| `arrays` | NumPy arrays, scalars and random generators, checked before they are believed |
| `changes` | arguments that a call changed in place, changed in the caller too |
| `serve` | the worker's end: performs the judge's requests, hands out handles |
| `proxies` | the judge's end: asks, and reads what comes |
| `handles` | what stands in a test for an object of the student's |
| `names` | the global names of the tests, and behind them the student's |
| `operations` | operators of classes that a test is about |
| `code_facts` | source and facts of a student's function |
| `random_state` | global random generators, which test and student's code share |
| `rebound` | what a test puts in the place of something that the student's code uses |
| `errors` | exceptions as names and messages |

Whatever comes from the worker is hostile until checked. Imports NumPy and the standard library only,
and uses pandas where it is there.
"""
