# SPDX-License-Identifier: BSD-2-Clause
"""What a scenario's scenario.toml says about it."""
import dataclasses
import pathlib
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "scenarios"


class ScenarioError(Exception):
    pass


@dataclasses.dataclass
class Scenario:
    """One folder below scenarios/; README.md says what each key means."""
    name: str
    timeout: int = 300                 # seconds of the host's clock, boot included
    clock: str = "icount"              # "icount": time is counted in instructions; "wall": two CPUs, the host's time
    kernel: str = "6.1"
    peers: list = dataclasses.field(default_factory=list)
    modules: list = dataclasses.field(default_factory=list)   # loaded before the first step
    targets: list = dataclasses.field(default_factory=list)   # what must be built, by CMake target
    needs: list = dataclasses.field(default_factory=list)     # kernel features, checked before a native run
    memory: int = 3072                 # MB
    ctest: bool = True                 # False: run by hand only

    @property
    def folder(self):
        return FOLDER / self.name


def load(name):
    path = FOLDER / name / "scenario.toml"
    if not path.is_file():
        raise ScenarioError(f"no scenario is called {name}; there are: {', '.join(names())}")
    with path.open("rb") as file:
        values = tomllib.load(file)
    known = {field.name for field in dataclasses.fields(Scenario)} - {"name"}
    for key in values:
        if key not in known:
            raise ScenarioError(f"{path}: unknown key {key}; known: {', '.join(sorted(known))}")
    return Scenario(name=name, **values)


def names():
    return sorted(path.parent.name for path in FOLDER.glob("*/scenario.toml"))
