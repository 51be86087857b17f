using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Diagnoser.Collector.Endpoints;

namespace Diagnoser.Collector.Evidence;

/// <summary>Tells a health check's program from one that somebody ran.</summary>
internal static class ProbeCommand
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "pwsh"];

    /// <summary>True if this is the command line, as an execution's event has it, of the container's health check.</summary>
    public static bool Is(ContainerSnapshot? snapshot, string commandLine) => snapshot?.ProbeDigest is { } digest && digest == Digest(commandLine);

    /// <summary>The digest of the health check's command line in an inspect object as the engine gave it; null if there is none. The line may hold a secret, so that it is not kept.</summary>
    public static string? DigestOf(JsonElement inspect)
    {
        var test = inspect.Texts("Config", "Healthcheck", "Test");
        return test.Count > 1 ? test[0] switch
        {
            "CMD" => Digest(string.Join(' ', test.Skip(1))),
            "CMD-SHELL" => Digest($"{Shell(inspect)} {test[1]}"),
            _ => null,
        } : null;
    }

    /// <summary>True for a shell that was not given a command to run.</summary>
    public static bool IsOpenShell(string commandLine)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && Shells.Contains(words[0].Split('/')[^1], StringComparer.Ordinal) && !words.Skip(1).Any(word => word is "-c" or "-lc" or "-ec" || !word.StartsWith('-'));
    }

    private static string Digest(string commandLine) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(commandLine)));

    private static string Shell(JsonElement inspect) =>
        inspect.Texts("Config", "Shell") is { Count: > 0 } own ? string.Join(' ', own) : "/bin/sh -c";
}
