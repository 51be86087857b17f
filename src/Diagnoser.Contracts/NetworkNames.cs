namespace Diagnoser.Contracts;

/// <summary>What the name of a Docker network says about it.</summary>
public static class NetworkNames
{
    // Networks that the engine makes by itself; no names are resolved on them.
    private static readonly string[] BuiltIn = ["bridge", "host", "none", "ingress", "docker_gwbridge"];

    /// <summary>True for a network that somebody made; on those the engine resolves the names of containers.</summary>
    public static bool IsUserDefined(string name) => !BuiltIn.Contains(name);
}
