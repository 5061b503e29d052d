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
    folder: pathlib.Path
    timeout: int = 300                 # seconds of the host's clock, boot included
    clock: str = "icount"              # "icount": time is counted in instructions; "wall": two CPUs, the host's time
    kernel: str = "6.1"
    peers: list = dataclasses.field(default_factory=list)
    modules: list = dataclasses.field(default_factory=list)   # loaded before the first step
    targets: list = dataclasses.field(default_factory=list)   # what must be built, by CMake target
    needs: list = dataclasses.field(default_factory=list)     # kernel features, checked before a native run
    memory: int = 3072                 # MB
    init: str = "lab"                  # "lab": a script; "systemd": the machine's own, which runs the scenario as a service
    ctest: bool = True                 # False: run by hand only
    suite: str = "core"                # "long": what `./dev test` leaves to `./dev test --long`


def load(name):
    """A scenario by its name, or one that lives elsewhere by the path of its folder."""
    path = (pathlib.Path(name) if "/" in name else FOLDER / name).absolute() / "scenario.toml"
    if not path.is_file():
        raise ScenarioError(f"no scenario is called {name}; there are: {', '.join(names())}")
    with path.open("rb") as file:
        values = tomllib.load(file)
    known = {field.name for field in dataclasses.fields(Scenario)} - {"name", "folder"}
    for key in values:
        if key not in known:
            raise ScenarioError(f"{path}: unknown key {key}; known: {', '.join(sorted(known))}")
    return Scenario(name=path.parent.name, folder=path.parent, **values)


def names():
    return sorted(path.parent.name for path in FOLDER.glob("*/scenario.toml"))
