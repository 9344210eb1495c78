"""Why a network answers as it does: each step, sum and share that a view can show, as functions of plain values.

Everything here reads a network and changes nothing in it. Sums are taken in float64, so that what is written out adds
up to what the network computed, to within the rounding of its float32.
"""

from .components import Components as Components
from .components import principal_components as principal_components
from .components import principal_components_steps as principal_components_steps
from .flips import Flip as Flip
from .flips import flip as flip
from .gradients import Backward as Backward
from .gradients import LayerBackward as LayerBackward
from .gradients import OuterProduct as OuterProduct
from .gradients import backward as backward
from .influence import Errors as Errors
from .influence import LayerErrors as LayerErrors
from .influence import errors as errors
from .landscape import FEWEST as FEWEST
from .landscape import Plane as Plane
from .landscape import landscape_steps as landscape_steps
from .landscape import plane_steps as plane_steps
from .ledgers import PIECEWISE_LINEAR as PIECEWISE_LINEAR
from .ledgers import Ledger as Ledger
from .ledgers import bending as bending
from .ledgers import ledger as ledger
from .sums import Connection as Connection
from .sums import SoftmaxSteps as SoftmaxSteps
from .sums import UnitSum as UnitSum
from .sums import bent as bent
from .sums import largest_terms as largest_terms
from .sums import softmax_steps as softmax_steps
from .sums import strongest_connections as strongest_connections
from .sums import unit_sum as unit_sum
from .surveys import Census as Census
from .surveys import census_steps as census_steps
from .surveys import confusion as confusion
from .surveys import trace_batch as trace_batch
