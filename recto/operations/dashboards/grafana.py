"""Boards as Grafana reads them. The one place that knows Grafana."""

import warnings
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from recto.operations.dashboards.panels import Board, Panel, Row, Shape

with warnings.catch_warnings():
    # It prefers dashboards of version 2, which Grafana before 12 can't read, nor its side-car from a ConfigMap.
    warnings.simplefilter("ignore", DeprecationWarning)
    from grafana_foundation_sdk.builders import bargauge, stat, timeseries
    from grafana_foundation_sdk.builders import dashboard as building
    from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions
    from grafana_foundation_sdk.builders.prometheus import Dataquery
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.models.common import DataSourceRef, LegendDisplayMode, LegendPlacement
    from grafana_foundation_sdk.models.dashboard import DashboardLinkType, VariableOption, VariableRefresh

Drawn = timeseries.Panel | stat.Panel | bargauge.Panel

_SHAPES: Mapping[Shape, type[Drawn]] = {
    Shape.LINES: timeseries.Panel,
    Shape.FIGURES: stat.Panel,
    Shape.BARS: bargauge.Panel,
}
_SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
_WIDTH, _HEIGHT = 8, 7
"""Of a grid that is 24 wide: three panels beside each other."""


def dashboard_files(boards: tuple[Board, ...]) -> Mapping[str, str]:
    """Contents by name."""
    return {f"{board.name}.json": _encoded(board) for board in boards}


def _encoded(board: Board) -> str:
    return JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False).encode(_dashboard(board).build()) + "\n"


def _dashboard(board: Board) -> building.Dashboard:
    made = (
        building.Dashboard(board.title)
        .uid(f"recto-{board.name}")
        .description(board.about)
        .tags(["recto"])
        .refresh("1m")
        .time("now-6h", "now")
        .timezone("browser")
        .with_variable(building.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
        .link(
            building.DashboardLink("Recto")
            .type(DashboardLinkType.DASHBOARDS)
            .tags(["recto"])
            .as_dropdown(True)
            .keep_time(True)
        )
    )
    if any("$collection" in query.expression for panel in board.panels for query in panel.queries):
        made = made.with_variable(_collections())
    ids = count(1)
    for row in board.rows:
        made = _with_row(made, row, ids)
    return made


def _with_row(made: building.Dashboard, row: Row, ids: Iterator[int]) -> building.Dashboard:
    """Panels are numbered, so that a link to one of them leads to it."""
    made = made.with_row(building.Row(row.title).id(next(ids)))
    for panel in row.panels:
        made = made.with_panel(_panel(panel).id(next(ids)))
    return made


def _collections() -> building.QueryVariable:
    """Which collections to look at: all of them until somebody chooses."""
    return (
        building.QueryVariable("collection")
        .label("Collection")
        .datasource(_SOURCE)
        .query("label_values(recto_pool_lines, collection)")
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .include_all(True)
        .all_value(".*")
        .current(VariableOption(text="All", value="$__all"))
        .multi(True)
    )


def _panel(panel: Panel) -> Drawn:
    made: Any = _SHAPES[panel.shape]()
    made = (
        made.title(panel.question)
        .description(panel.means)
        .unit(panel.unit.value)
        .datasource(_SOURCE)
        .span(_WIDTH)
        .height(_HEIGHT)
    )
    if panel.empty:
        made = made.no_value(panel.empty)
    for place, query in enumerate(panel.queries):
        target = Dataquery().ref_id("ABCDEF"[place]).expr(query.expression).legend_format(query.legend)
        made = made.with_target(target.range() if panel.shape is Shape.LINES else target.instant())
    return _styled(made, panel.shape)


def _styled(made: Any, shape: Shape) -> Drawn:
    if shape is Shape.LINES:
        legend = VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM)
        styled = made.min(0).fill_opacity(8).legend(legend.show_legend(True))
    else:
        styled = made.reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
    drawn: Drawn = styled
    return drawn
