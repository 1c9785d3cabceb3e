"""What is used of IPython's inside; a failure here says what a new release of IPython has changed."""

import inspect

import pytest
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell


@pytest.mark.parametrize(
    ("owner", "name", "parameters", "without"),
    [
        (CachingCompiler, "get_code_name", 4, "tracebacks call cells by a number and a hash of their text"),
        (InteractiveShell, "showtraceback", 1, "errors are printed as well as reported"),
        (InteractiveShell, "showsyntaxerror", 1, "errors of syntax are printed as well as reported"),
        (
            InteractiveShell,
            "showindentationerror",
            1,
            "such errors are printed as well as reported",
        ),
        (InteractiveShell, "transform_cell", 2, "each cell pays for a search for magics"),
        (InteractiveShell, "enable_gui", 1, "a cell may try to open a window"),
        (InteractiveShell, "system", 2, "what shell commands print is lost"),
        (DisplayHook, "quiet", 1, "a semicolon does not keep a result back"),
        (DisplayHook, "write_format_data", 2, "the value of a last expression is lost"),
        (DisplayHook, "write_output_prompt", 1, "outputs begin with a prompt"),
        (DisplayHook, "log_output", 2, "outputs are kept in a history"),
        (DisplayHook, "finish_displayhook", 1, "outputs end with an empty line"),
        (DisplayPublisher, "publish", 2, "figures and displays are lost"),
        (DisplayPublisher, "clear_output", 1, "`clear_output` writes to the terminal"),
    ],
)
def test_a_method_that_the_shell_takes_over_is_there(owner, name, parameters, without):
    method = getattr(owner, name, None)
    assert method is not None, f"IPython has no {owner.__name__}.{name} any more: {without}"
    positional = [p for p in inspect.signature(method).parameters.values() if p.kind < p.KEYWORD_ONLY]
    assert len(positional) >= parameters, f"{owner.__name__}.{name} takes other arguments: {without}"


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("builtin_trap", "`get_ipython` is no name in cells of plain Python"),
        ("compile", "tracebacks do not know the cells"),
        ("events", "figures are not drawn after a cell"),
        ("displayhook_class", "the value of a last expression is lost"),
        ("display_pub_class", "figures and displays are lost"),
        ("ast_transformers", "a cell that asks for another treatment does not get it"),
    ],
)
def test_an_attribute_that_the_shell_uses_is_there(name, without):
    assert hasattr(InteractiveShell, name) or name in inspect.getsource(InteractiveShell), (
        f"IPython's shell has no {name} any more: {without}"
    )


@pytest.mark.parametrize("event", ["pre_execute", "post_execute", "pre_run_cell", "post_run_cell"])
def test_the_events_of_a_cell_have_their_names(event):
    from IPython.core.events import available_events

    assert event in available_events, f"IPython has no event {event} any more: figures are not drawn in time"


def test_exit_asks_the_shell():
    from IPython.core.autocall import ExitAutocall

    assert "ask_exit" in inspect.getsource(ExitAutocall), "IPython's `exit` does not end the program any more"
