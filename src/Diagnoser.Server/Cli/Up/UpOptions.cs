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
}
