using System.Buffers;

namespace Diagnoser.Collector.Proxy;

/// <summary>
/// What a collector asks of an engine, and nothing else. Not all reading is harmless: <c>archive</c> and <c>export</c> give any file of any container, so
/// the list names whole paths. A path must be written plainly: what is encoded, doubled, dotted or upper case where the engine has lower case is refused
/// before it is compared, since the engine would understand some of it in its own way.
/// </summary>
internal static class AllowedRequests
{
    private const int LongestTarget = 4096;
    private const int ShortestId = 12;
    private const int LongestId = 64;

    private static readonly SearchValues<char> PathLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:@-");
    private static readonly SearchValues<char> QueryLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&=._:,%~+-");
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Why a request is refused; null if it is allowed.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="target">Its target as it was sent: a path, maybe with a query.</param>
    public static string? Refusal(string method, string target)
    {
        if (method is not ("GET" or "HEAD"))
        {
            return "only GET and HEAD pass";
        }

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        if (target.Length > LongestTarget || !path.StartsWith('/') || path.AsSpan().ContainsAnyExcept(PathLetters)
            || (mark >= 0 && target.AsSpan(mark + 1).ContainsAnyExcept(QueryLetters)))
        {
            return "its target is not written plainly";
        }

        var parts = path[1..].Split('/');
        if (parts.Any(part => part is "" or "." or ".."))
        {
            return "its target is not written plainly";
        }

        return IsAllowed(IsVersion(parts[0]) ? parts.AsSpan(1) : parts) ? null : "it is not on the list of what a collector needs";
    }

    private static bool IsAllowed(ReadOnlySpan<string> parts) => parts switch
    {
        ["_ping"] or ["version"] or ["info"] or ["events"] => true,
        ["system", "df"] or ["containers", "json"] or ["images", "json"] => true,
        ["containers", var id, "json" or "logs"] => IsId(id),
        ["images", .. { Length: > 0 }, "json"] => true,
        ["networks"] or ["volumes"] => true,
        ["networks", var id] => IsId(id),
        ["volumes", var name] => !name.AsSpan().ContainsAnyExcept(NameLetters),
        ["services" or "tasks" or "nodes"] => true,
        ["services" or "tasks" or "nodes", var id] => !id.AsSpan().ContainsAnyExcept(NameLetters),
        _ => false,
    };

    private static bool IsId(string id) => id.Length is >= ShortestId and <= LongestId && !id.AsSpan().ContainsAnyExcept(IdLetters);

    /// <summary>As <c>v1.45</c>.</summary>
    private static bool IsVersion(string part) =>
        part.Length is 4 or 5 && part.StartsWith("v1.", StringComparison.Ordinal) && part.AsSpan(3).ContainsAnyExceptInRange('0', '9') is false;
}
