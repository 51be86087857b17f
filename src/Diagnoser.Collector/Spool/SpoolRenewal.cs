using System.Globalization;

namespace Diagnoser.Collector.Spool;

/// <summary>A spool was damaged, or a part of it was gone.</summary>
/// <param name="Damage">What is wrong with it, for people.</param>
/// <param name="Aside">Where the damaged file is now; null if it went on being used.</param>
/// <param name="Carried">Events that it still had.</param>
/// <param name="Lost">What was lost with it.</param>
internal sealed record SpoolRenewal(string Damage, string? Aside, long Carried, IReadOnlyList<SpoolLoss> Lost)
{
    /// <summary>It as people are told.</summary>
    public CollectorNotice ToNotice(DateTimeOffset now)
    {
        var lost = Lost.Count == 0 ? "nothing was lost"
            : Lost.Any(loss => loss.Count == 0) ? "how many were lost is not known"
            : string.Create(CultureInfo.InvariantCulture, $"{Lost.Sum(loss => loss.Count)} were lost");
        var carried = Carried.ToString(CultureInfo.InvariantCulture);
        var text = Aside is null
            ? $"a part of the spool is missing ({Damage}): {carried} events are there, {lost}"
            : $"the spool was damaged ({Damage}); it was moved to {Aside} and a new one begins with {carried} events of it, {lost}";
        return new CollectorNotice(now, "spool", true, text, Aside is null ? "see the disk" : "see the disk; delete what was moved when nobody needs it");
    }
}
