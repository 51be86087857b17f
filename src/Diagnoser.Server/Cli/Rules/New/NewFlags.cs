namespace Diagnoser.Server.Cli.Rules.New;

/// <summary>What the flags say of a new rule; null for what they do not.</summary>
internal sealed record NewFlags
{
    public string? Id { get; init; }

    public string? Area { get; init; }

    public string? Event { get; init; }

    public string? Title { get; init; }

    public string? Severity { get; init; }

    public string? Field { get; init; }

    public string? Value { get; init; }

    public string? Says { get; init; }

    /// <summary>True if nothing is asked.</summary>
    public bool Yes { get; init; }

    /// <summary>The folder of runbooks.</summary>
    public required string Folder { get; init; }
}
