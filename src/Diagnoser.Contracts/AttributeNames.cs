namespace Diagnoser.Contracts;

/// <summary>
/// Names of the attributes that collectors fill. OpenTelemetry's name where it has one. Units: bytes, seconds, ratios of 1.
/// What the event's own record says (host, subject, service, run, exit) is not repeated as an attribute.
/// </summary>
public static class AttributeNames
{
    /// <summary>Repository and tag as configured.</summary>
    public const string ImageName = "container.image.name";

    /// <summary>The image's digest (<c>sha256:…</c>).</summary>
    public const string ImageId = "container.image.id";

    /// <summary><c>swarm</c>, <c>compose</c> or <c>none</c>.</summary>
    public const string Orchestrator = "container.orchestrator";

    /// <summary>Prefix of one attribute a label.</summary>
    public const string LabelPrefix = "container.label.";

    /// <summary>Exit code of the main process, from inspect (an event's own can be forged by a label).</summary>
    public const string ExitCode = "container.exit_code";

    /// <summary>How long the run lasted, in seconds.</summary>
    public const string RunSeconds = "container.run_seconds";

    /// <summary>The engine's count of restarts by policy.</summary>
    public const string RestartCount = "container.restart_count";

    /// <summary><c>no</c>, <c>always</c>, <c>unless-stopped</c> or <c>on-failure</c>.</summary>
    public const string RestartPolicy = "container.restart_policy";

    /// <summary>MaximumRetryCount of <c>on-failure</c>; absent for no limit.</summary>
    public const string RestartMaximum = "container.restart_maximum";

    /// <summary>True while the engine waits to restart it.</summary>
    public const string Restarting = "container.restarting";

    /// <summary>True if the engine removes the container at its end (<c>--rm</c>).</summary>
    public const string AutoRemove = "container.auto_remove";

    /// <summary>The engine's State.OOMKilled: some process was killed in its life, not necessarily the main one.</summary>
    public const string OomKilled = "container.oom_killed";

    /// <summary>Number of the engine's <c>oom</c> events in this run; one kernel kill can yield many (F16).</summary>
    public const string OomEvents = "container.oom_events";

    /// <summary>Memory limit in bytes; absent if unlimited.</summary>
    public const string MemoryLimit = "container.memory.limit";

    /// <summary>Memory plus swap limit in bytes; absent if unlimited or default.</summary>
    public const string MemorySwapLimit = "container.memory.swap_limit";

    /// <summary>Highest memory use seen in this run, in bytes.</summary>
    public const string MemoryPeak = "container.memory.peak";

    /// <summary>The host's memory in bytes.</summary>
    public const string HostMemoryTotal = "host.memory.total";

    /// <summary>1 or 2.</summary>
    public const string CgroupVersion = "host.cgroup_version";

    /// <summary>Growth of the host's OOM kill counter (<c>/proc/vmstat</c> oom_kill) since before this run's end; absent if not known.</summary>
    public const string HostOomKills = "host.oom_kills_delta";

    /// <summary>The engine's version.</summary>
    public const string EngineVersion = "daemon.version";

    /// <summary>Process id of the main process, in the host's numbering.</summary>
    public const string MainPid = "container.main_pid";

    /// <summary>Seconds that the engine waits after the stop signal.</summary>
    public const string StopTimeout = "container.stop_timeout";

    /// <summary>Seconds from the stop signal to the SIGKILL that followed it; absent if none did.</summary>
    public const string StopWait = "container.stop_wait";

    /// <summary>Number of the signal that asks the main process to stop (15 unless configured).</summary>
    public const string StopSignal = "container.stop_signal";

    /// <summary>Entrypoint and command as one line, redacted.</summary>
    public const string Command = "container.command";

    /// <summary>First word of what the engine executes.</summary>
    public const string Executable = "container.executable";

    /// <summary>True if an init process runs in front (<c>--init</c>).</summary>
    public const string Init = "container.init";

    /// <summary>State.Error of a failed start.</summary>
    public const string Error = "container.error";

    /// <summary>The number of a signal that the API sent.</summary>
    public const string Signal = "signal";

    /// <summary>True on a fact that was found by comparing states, not seen as it happened.</summary>
    public const string Reconciled = "event.reconciled";

    /// <summary>True on a fact taken from a recording of raw <c>docker events</c> lines, without inspect.</summary>
    public const string Raw = "event.raw";

    /// <summary>Label keys of the container that overwrite attributes of the engine's events (catalogue fact F9).</summary>
    public const string ForgedAttributes = "event.forged_attributes";

    /// <summary>The compose project.</summary>
    public const string ComposeProject = "compose.project";

    /// <summary>The compose service.</summary>
    public const string ComposeService = "compose.service";

    /// <summary>The compose files, joined by commas.</summary>
    public const string ComposeFiles = "compose.config_files";

    /// <summary>The compose project's folder.</summary>
    public const string ComposeDirectory = "compose.working_dir";

    /// <summary>The Swarm service.</summary>
    public const string SwarmService = "swarm.service";

    /// <summary><c>healthy</c>, <c>unhealthy</c> or <c>starting</c>.</summary>
    public const string HealthStatus = "health.status";

    /// <summary>Exit code of the last probe; -1 for a time-out.</summary>
    public const string HealthExitCode = "health.exit_code";

    /// <summary>What the last probe printed.</summary>
    public const string HealthOutput = "health.output";

    /// <summary>How long the last probe took, in seconds.</summary>
    public const string HealthDuration = "health.duration";

    /// <summary>Failed probes in a row.</summary>
    public const string HealthFailingStreak = "health.failing_streak";

    /// <summary>The probe's command as one line.</summary>
    public const string HealthCommand = "health.command";

    /// <summary>The probe's first program (after the shell, for <c>CMD-SHELL</c>).</summary>
    public const string HealthProgram = "health.program";

    /// <summary>The probe's time-out in seconds.</summary>
    public const string HealthTimeout = "health.timeout";

    /// <summary>Seconds between probes.</summary>
    public const string HealthInterval = "health.interval";

    /// <summary>Failures in a row until unhealthy.</summary>
    public const string HealthRetries = "health.retries";

    /// <summary>Whose limit the kernel ran into: <c>memcg</c>, <c>host</c> or <c>cpuset</c>.</summary>
    public const string OomConstraint = "constraint";

    /// <summary>Path of the cgroup whose limit was reached; absent for the host.</summary>
    public const string OomCgroup = "oom_cgroup";

    /// <summary>Path of the killed process's cgroup.</summary>
    public const string TaskCgroup = "task_cgroup";

    /// <summary>Whose limit it was, seen from the container: <c>own</c>, <c>parent</c> or <c>host</c>.</summary>
    public const string OomScope = "oom_scope";

    /// <summary>Name (comm) of the process.</summary>
    public const string ProcessName = "process.name";

    /// <summary>Process id in the host's numbering.</summary>
    public const string ProcessPid = "process.pid";

    /// <summary>Resident memory (anonymous and file) of the process in bytes.</summary>
    public const string ProcessRss = "process.rss";

    /// <summary>True if the process is the container's main process; absent if not known.</summary>
    public const string ProcessIsMain = "process.is_main";

    /// <summary>A kernel line, without its header.</summary>
    public const string KernelLine = "kernel.line";

    /// <summary>Number of equal events that this one stands for.</summary>
    public const string Repeats = "event.repeats";

    /// <summary>What was blind, on <c>collector.blind</c>.</summary>
    public const string BlindSource = "blind.source";

    /// <summary>How it came to be blind: <c>not_running</c>, <c>disconnected</c>, <c>overflow</c>, <c>dropped</c>, <c>unreadable</c> or <c>clock_step</c>.</summary>
    public const string BlindKind = "blind.kind";

    /// <summary>How many events it concerns; absent if that is not known.</summary>
    public const string BlindCount = "blind.count";

    /// <summary>True if all of that time was read afterwards, so that nothing is missing.</summary>
    public const string BlindRecovered = "blind.recovered";

    /// <summary>Since when it was blind (RFC 3339).</summary>
    public const string BlindFrom = "blind.from";

    /// <summary>What a line of a log says.</summary>
    public const string LogBody = "log.body";

    /// <summary>Its level: debug, info, warning, error or fatal.</summary>
    public const string LogLevel = "log.level";

    /// <summary>For how many lines like it this one stands.</summary>
    public const string LogRepeats = "log.repeats";

    /// <summary>Why it was blind.</summary>
    public const string BlindReason = "blind.reason";

    /// <summary>What may be missing because of it, and what was recovered.</summary>
    public const string BlindLost = "blind.lost";

    /// <summary>Id of the container that a network event is about.</summary>
    public const string ContainerId = "container.id";

    /// <summary>On <c>collector.started</c>: whether the kernel log can be read.</summary>
    public const string KernelLogReadable = "collector.kernel_log_readable";

    /// <summary>On <c>collector.heartbeat</c>: what the collector's clock shows (RFC 3339).</summary>
    public const string CollectorClock = "collector.clock";

    /// <summary>When the newest of the engine's events happened that the collector has (RFC 3339); absent before the first.</summary>
    public const string CollectorLastEvent = "collector.last_event";

    /// <summary>Blind windows since the collector started.</summary>
    public const string CollectorBlindWindows = "collector.blind.windows";

    /// <summary>Events that wait in the collector's spool.</summary>
    public const string SpoolCount = "collector.spool.count";

    /// <summary>What the collector's spool takes, in bytes.</summary>
    public const string SpoolBytes = "collector.spool.bytes";

    /// <summary>How long ago the oldest event happened that waits in the collector's spool, in seconds; absent if none waits.</summary>
    public const string SpoolOldestAge = "collector.spool.oldest_age";

    /// <summary>Events that the collector's spool has lost since the collector started.</summary>
    public const string SpoolLost = "collector.spool.lost";

    /// <summary>The host's OOM kill counter (<c>/proc/vmstat</c> oom_kill) since it booted; absent if not known.</summary>
    public const string HostOomKillsTotal = "host.oom_kills";

    /// <summary>The rule that concluded.</summary>
    public const string DiagnosisRule = "diagnosis.rule";

    /// <summary>The catalogue codes of the conclusion.</summary>
    public const string DiagnosisCode = "diagnosis.code";

    /// <summary>How much must be done: critical, warning or info.</summary>
    public const string DiagnosisSeverity = "diagnosis.severity";

    /// <summary>How sure it is: confirmed, probable or inconclusive.</summary>
    public const string DiagnosisCertainty = "diagnosis.certainty";

    /// <summary>When a silent collector was last heard of, in RFC 3339.</summary>
    public const string CollectorLastSeen = "collector.last_seen";

    /// <summary>Names of the networks that the container is on.</summary>
    public const string Networks = "container.networks";

    /// <summary>Its addresses, as <c>network=ip</c>.</summary>
    public const string Addresses = "container.addresses";

    /// <summary>The names by which other containers on its user-defined networks can reach it.</summary>
    public const string Aliases = "container.aliases";

    /// <summary>Named volumes and sources of bind mounts.</summary>
    public const string Volumes = "container.volumes";

    /// <summary>Published ports, as <c>0.0.0.0:8080->80/tcp</c>.</summary>
    public const string Ports = "container.ports";

    /// <summary>Services that it is declared to depend on.</summary>
    public const string DependsOn = "container.depends_on";

    /// <summary>Peers that it has called and has a connection to, as <c>ip:port</c>.</summary>
    public const string TalksTo = "container.talks_to";

    /// <summary>Names of lists that were longer than an event carries, such as <c>container.ports</c>.</summary>
    public const string CutAttributes = "event.cut_attributes";
}
