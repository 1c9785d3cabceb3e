"""The jail: what this machine can enclose, and how.

| module | what |
|---|---|
| `facts` | what the machine has (for `autograder doctor`), and the choice of a jail |
| `command` | the command that starts a warm process inside the jail |
| `enter` | what a forked child does before it runs a student's first line |
| `fork` | forking into new namespaces in one step |
| `exposure` | whether what student code may read holds something that it must not |
| `landlock`, `seccomp`, `system` | the Linux calls behind it, through ctypes |

Imports the standard library, `protocol` and `cgroups` only, so that it works inside the jail too.
"""
