namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>The areas of runbooks: the folders that rules lie in.</summary>
internal static class Areas
{
    public static readonly IReadOnlyList<string> All =
    [
        "resources", "lifecycle", "health", "network", "storage", "security", "images", "change", "daemon", "host", "logging", "application",
        "swarm", "composite",
    ];

    /// <summary>The area that rules on such events mostly belong to.</summary>
    public static string Of(string eventType) => eventType.Split('.') switch
    {
        ["container", "oom" or "stats"] or ["kernel", "oom_kill"] => "resources",
        ["container", "health_status" or "probe"] => "health",
        ["container", "log" or "logfile"] => "logging",
        ["container", "create" or "exec" or "copy"] or ["posture", ..] => "security",
        ["container", ..] => "lifecycle",
        ["network" or "net", ..] => "network",
        ["volume", ..] => "storage",
        ["image", ..] => "images",
        ["change" or "service", ..] => "change",
        ["daemon", ..] => "daemon",
        ["swarm", ..] => "swarm",
        ["diagnosis", ..] => "composite",
        _ => "host",
    };
}
