namespace Diagnoser.Collector.Configuration;

/// <summary>A setting that a program knows.</summary>
/// <param name="Key">Its name, such as <c>Bus:RabbitMq:Uri</c>; case does not matter.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Description">What it does, in a line.</param>
public sealed record Setting(string Key, SettingKind Kind, string Description)
{
    /// <summary>True if nobody may see the value.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The value where none is given; null if there is none then.</summary>
    public string? Default { get; init; }

    /// <summary>The only values of a text, or the only schemes of a URI; null allows all.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>True if a text may also be an absolute path.</summary>
    public bool IsPathAllowed { get; init; }

    /// <summary>Smallest whole number.</summary>
    public int Least { get; init; } = int.MinValue;

    /// <summary>Largest whole number.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Shortest duration; null is no bound, and then 0s is allowed.</summary>
    public TimeSpan? Shortest { get; init; }

    /// <summary>Longest duration; null is no bound but thirty days.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>Smallest size in bytes.</summary>
    public long Smallest { get; init; } = 1;

    /// <summary>Largest size in bytes.</summary>
    public long Largest { get; init; } = long.MaxValue;

    /// <summary>A value as an example, for messages.</summary>
    public string? Example { get; init; }

    /// <summary>The environment variable that sets it.</summary>
    public string Variable => SettingsSources.Prefix + Key.Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>What the value of a <see cref="Setting"/> is.</summary>
public enum SettingKind
{
    /// <summary>Any text, or one of a few words.</summary>
    Text,

    /// <summary>An absolute URI.</summary>
    Uri,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A time such as 500ms, 10s, 5m or 1h; 0s is none.</summary>
    Duration,

    /// <summary>A size such as 512MiB or 2GB.</summary>
    Size,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>host:port</c> to listen on.</summary>
    Address,
}
