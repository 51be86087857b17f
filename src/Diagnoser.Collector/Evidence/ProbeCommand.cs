using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Evidence;

/// <summary>Tells a health check's program from one that somebody ran.</summary>
internal static class ProbeCommand
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "pwsh"];

    /// <summary>True if this is the command line, as an execution's event has it, of the container's health check.</summary>
    public static bool Is(ContainerSnapshot? snapshot, string commandLine)
    {
        var test = snapshot?.Root.Texts("Config", "Healthcheck", "Test") ?? [];
        return test.Count > 1 && test[0] switch
        {
            "CMD" => commandLine == string.Join(' ', test.Skip(1)),
            "CMD-SHELL" => commandLine == $"{Shell(snapshot!)} {test[1]}",
            _ => false,
        };
    }

    /// <summary>True for a shell that was not given a command to run.</summary>
    public static bool IsOpenShell(string commandLine)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && Shells.Contains(words[0].Split('/')[^1], StringComparer.Ordinal) && !words.Skip(1).Any(word => word is "-c" or "-lc" or "-ec" || !word.StartsWith('-'));
    }

    private static string Shell(ContainerSnapshot snapshot) =>
        snapshot.Root.Texts("Config", "Shell") is { Count: > 0 } own ? string.Join(' ', own) : "/bin/sh -c";
}
