//! The metrics of the AEGIS domain, with the names that existing dashboards and alerts use.

use crate::metrics::metric::{Metric, Unit};

pub(in crate::metrics) const METRICS: &[Metric] = &[
    EXECUTIONS,
    EXECUTIONS_ACTIVE,
    EXECUTION_SECONDS,
    ITERATION_COUNT,
    ITERATIONS,
    SWARMS_ACTIVE,
    CHILD_SPAWNS,
    CASCADE_CANCELLATIONS,
    LOCK_EXPIRATIONS,
    INVOCATIONS,
    INVOCATION_SECONDS,
    FORGOTTEN,
];

pub(super) const EXECUTIONS: Metric =
    Metric::counter("aegis_executions_total", "Executions that ended: completed, failed or cancelled.").by(&["status"]);
pub(super) const EXECUTIONS_ACTIVE: Metric =
    Metric::gauge("aegis_executions_active", "Executions that have started and not ended.");
pub(super) const EXECUTION_SECONDS: Metric = Metric::histogram(
    "aegis_execution_duration_seconds",
    // From a trivial task to half a working day.
    &[1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 14_400.0],
    "Time from an execution's start to its end, by the timestamps of its events.",
)
.by(&["status"])
.in_unit(Unit::Seconds);
pub(super) const ITERATION_COUNT: Metric = Metric::histogram(
    "aegis_iteration_count",
    &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 25.0, 50.0, 100.0],
    "Iterations of an execution until it ended: completed, failed or cancelled.",
)
.by(&["final_status"]);
pub(super) const ITERATIONS: Metric = Metric::counter(
    "aegis_iterations_total",
    "Iterations that returned a response (success) or an error (failed), and applied refinements (refining).",
)
.by(&["status"]);
pub(super) const SWARMS_ACTIVE: Metric =
    Metric::gauge("aegis_swarms_active", "Swarms that were created and not dissolved.");
pub(super) const CHILD_SPAWNS: Metric =
    Metric::counter("aegis_swarm_child_spawns_total", "Requested child agents: spawned or rejected.").by(&["result"]);
pub(super) const CASCADE_CANCELLATIONS: Metric =
    Metric::counter("aegis_swarm_cascade_cancellations_total", "Parents that ended and cancelled their children.");
pub(super) const LOCK_EXPIRATIONS: Metric =
    Metric::counter("aegis_swarm_lock_expirations_total", "Locks of swarms that expired.");
pub(super) const INVOCATIONS: Metric = Metric::counter(
    "aegis_tool_invocations_total",
    "Tool calls that ended: completed, failed, or refused by the agent's security context.",
)
.by(&["outcome"]);
pub(super) const INVOCATION_SECONDS: Metric = Metric::histogram(
    "aegis_tool_invocation_duration_seconds",
    // From a local read to a build that runs into its time limit.
    &[0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0],
    "Duration of tool calls in the tool server: completed or failed.",
)
.by(&["outcome"])
.in_unit(Unit::Seconds);
pub(super) const FORGOTTEN: Metric = Metric::counter(
    "aegis_metrics_forgotten_total",
    "Executions, swarms and tool calls without an end that were removed for newer ones.",
)
.by(&["what"]);
