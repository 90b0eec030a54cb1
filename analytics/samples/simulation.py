"""One simulated company with everything that its exports are written from."""

from dataclasses import dataclass
from random import Random

from analytics.samples.applications import ApiRow, api_usage
from analytics.samples.company import founded
from analytics.samples.contract import ContractRow, contract_usage
from analytics.samples.directory import Membership, directory_of, directory_truth
from analytics.samples.packs import PACKS, Pack, paid
from analytics.samples.resources import RESOURCES, Resource, resource_use
from analytics.samples.restatement import restatement_of
from analytics.samples.truth import Truth, truth_of
from analytics.samples.usage import UsageRow, usage_of

SEED = 2029


@dataclass(frozen=True, slots=True)
class Simulation:
    """Usage, packs and the truth about them."""

    rows: tuple[UsageRow, ...]
    """The current usage, after the restatement."""
    rows_before: tuple[UsageRow, ...]
    """The usage as the earlier export has it."""
    packs: tuple[Pack, ...]
    directory: tuple[Membership, ...]
    """Where everybody belongs."""
    contract: tuple[ContractRow, ...]
    """A contract year of another customer, no part of the usage."""
    api_usage: tuple[ApiRow, ...]
    """What applications used of APIs, no part of the usage either."""
    resources: tuple[Resource, ...]
    """What was bought of APIs and of capacity."""
    truth: Truth


def simulate(seed: int = SEED) -> Simulation:
    """Simulate the company; the same seed gives the same answer everywhere."""
    rng = Random(seed)
    company = founded(rng)
    usage = usage_of(company.users, rng)
    restatement = restatement_of(usage.rows, rng)
    contract = contract_usage(rng)
    directory = directory_of(company, rng)
    return Simulation(
        rows=usage.rows,
        rows_before=restatement.rows_before,
        packs=PACKS,
        directory=directory,
        contract=contract,
        api_usage=tuple(sorted((*api_usage(seed), *resource_use(seed)), key=lambda row: row.day)),
        resources=RESOURCES,
        truth=truth_of(
            seed, company, usage, paid(usage.rows), restatement.corrections, directory_truth(usage.rows, directory)
        ),
    )
