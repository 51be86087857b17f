using System.Text.Json;

namespace Diagnoser.Collector;

/// <summary>Who an engine says it is.</summary>
/// <param name="EngineId">Its id from <c>/info</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="ApiVersion">The newest API that it speaks.</param>
/// <param name="HostName">Its host's name.</param>
/// <param name="CgroupVersion">1 or 2; 0 where it does not say.</param>
/// <param name="MemoryTotal">The host's memory in bytes.</param>
/// <param name="Kernel">The host's kernel release.</param>
/// <param name="Time">The engine's clock.</param>
public sealed record DockerIdentity(
    string EngineId,
    string Version,
    string ApiVersion,
    string HostName,
    int CgroupVersion,
    long MemoryTotal,
    string Kernel,
    DateTimeOffset Time)
{
    /// <summary>Folder of the engine's data on its host; empty if it did not say.</summary>
    public string DataRoot { get; init; } = "";

    /// <summary>True if it asks a mirror before Docker Hub.</summary>
    public bool HasMirror { get; init; }

    /// <summary>All that it said in <c>/info</c>, secrets of proxies included; undefined where it was not asked.</summary>
    internal JsonElement About { get; init; }
}
