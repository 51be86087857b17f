using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Cli.Up;

/// <summary>What <c>up</c> was asked for.</summary>
internal sealed record UpOptions
{
    public Uri? Docker { get; init; }

    public string? Runbooks { get; init; }

    public string? Data { get; init; }

    public bool Json { get; init; }

    public TimeSpan? OnceIdle { get; init; }

    public bool Demo { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Where the API listens.</summary>
    public string? Http { get; init; }

    /// <summary>The settings that are given as flags.</summary>
    public IReadOnlyList<SettingFlag> Flags() => Http is null ? [] : [new SettingFlag(ServerSettings.HttpListen, Http, "--http")];
}
