using System.Globalization;
using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Runbooks;

/// <summary>A file as it is used.</summary>
/// <param name="File">What stood in it.</param>
/// <param name="Since">When that was read.</param>
internal sealed record RunbookVersion(RunbookFile File, DateTimeOffset Since);

/// <summary>A file, or a folder of them, that cannot be used as it stands.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Errors">Why.</param>
/// <param name="InUse">What is used of it: its version, for a folder those of its files; empty if it is left out.</param>
/// <param name="IsOlder">True if that is not what stands there now.</param>
internal sealed record BrokenRunbook(string Path, IReadOnlyList<LintFinding> Errors, IReadOnlyList<RunbookVersion> InUse, bool IsOlder)
{
    /// <summary>Number of files that it is about.</summary>
    public int Files => Math.Max(1, InUse.Count);

    /// <summary>True if there is nothing about it that the other does not say.</summary>
    public bool IsSame(BrokenRunbook other) => Path == other.Path && IsOlder == other.IsOlder && Errors.SequenceEqual(other.Errors) && InUse.SequenceEqual(other.InUse);

    /// <summary>The first error with its place, and what is used instead.</summary>
    public string Text(DateTimeOffset now) => $"{Errors[0]}{(Errors.Count > 1 ? $" (and {Errors.Count - 1} more)" : "")}; {Use(now)}";

    private string Use(DateTimeOffset now) => InUse switch
    {
        [] => "left out",
        _ when !IsOlder => "what is right of it is used",
        [var one] => $"keeps the version of {Time(one.Since, now)}",
        _ => $"its {InUse.Count} files stay in use as they were read last",
    };

    private static string Time(DateTimeOffset since, DateTimeOffset now) =>
        since.UtcDateTime.ToString(since.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
