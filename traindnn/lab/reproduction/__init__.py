"""The lecture's own experiments, run again: ``python -m traindnn.lab.reproduction``.

==============  =====================================================================
Module          What it holds
==============  =====================================================================
`experiments`   what the lecture's notebooks train and the values that they print
`record`        `Reproduction`: the results here, beside the lecture's values
`rerun`         trains the experiments, one after another or many at a time
`files`         the record as a file, and as a table for other programs
`__main__`      the command, with its display
==============  =====================================================================
"""

from traindnn.lab.reproduction.experiments import CONFIGURATIONS, EXPERIMENTS, METRICS
from traindnn.lab.reproduction.files import RECORD, load, save
from traindnn.lab.reproduction.record import Reproduction
from traindnn.lab.reproduction.rerun import reproduce

__all__ = ["CONFIGURATIONS", "EXPERIMENTS", "METRICS", "RECORD", "Reproduction", "load", "reproduce", "save"]
