"""podlinnik: the command line. Which commands are there, and how do errors reach a person?"""

from __future__ import annotations

import sys
import traceback

from commands.faults import CallWrong
from pipeline.settings import SettingsError, calm_libraries, read_settings

EXIT_WRONG_CALL = 2
EXIT_OUR_FAULT = 70
EXIT_INTERRUPTED = 130
OF_THE_INSTALLATION = frozenset({"EngineMissing", "RulesError", "PoolBroken"})
"""Errors, by name, whose text is meant for the operator; naming their classes here would load native libraries."""


def run() -> None:
    """Entry point. An error is one line on stderr; `--debug` shows the traceback of an unexpected one."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    calm_libraries()
    try:
        from commands.app import app  # loads native libraries, which read the environment set above
        from pipeline.log import configure_log

        configure_log(read_settings().log_level)
        app(args=arguments, obj=debug)
    except (CallWrong, SettingsError) as error:
        _say(str(error))
        sys.exit(EXIT_WRONG_CALL)
    except KeyboardInterrupt:
        _say("interrupted")
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:  # the reader of our output left, as `head` does
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  the last line of defence: a person gets a sentence, not a traceback
        if debug:
            traceback.print_exc()
        if type(error).__name__ in OF_THE_INSTALLATION:
            _say(f"{error}; `podlinnik doctor` says what to do")
            sys.exit(EXIT_WRONG_CALL)
        _say(f"an error of the program itself: {_incident(error)}; run again with --debug to see where")
        sys.exit(EXIT_OUR_FAULT)


def _incident(error: Exception) -> str:
    from pipeline.log import incident

    return incident(error)


def _say(text: str) -> None:
    print(f"podlinnik: {text}", file=sys.stderr)


if __name__ == "__main__":
    run()
