namespace Diagnoser.Collector.Sources.DaemonLog;

/// <summary>What the text of a failed pull says: why, and of what as far as it is named.</summary>
/// <param name="Kind">Why; one of the catalogue's kinds.</param>
/// <param name="Registry">The registry's host; null if it is not named.</param>
/// <param name="Reference">The image; null if it is not named.</param>
internal sealed record PullError(string Kind, string? Registry, string? Reference)
{
    // The first that fits: what is said of limits, certificates and disks is surer than what is said of access, and that surer than what is said of the way.
    private static readonly (string Kind, string[] Texts)[] Kinds =
    [
        ("rate_limit", ["toomanyrequests", "too many requests", "pull rate limit"]),
        ("certificate", ["x509:", "certificate", "tls: handshake failure", "tls: unknown"]),
        ("no_space", ["no space left on device", "disk quota exceeded"]),
        ("platform", ["no matching manifest for", "does not match the specified platform", "cannot be used on this platform"]),
        ("other", ["permission denied"]),
        ("denied", ["pull access denied", "unauthorized", "denied", "authentication required", "no basic auth credentials", "forbidden"]),
        ("not_found", ["manifest unknown", "name unknown", "name_unknown", "not found", "no such image", "repository name not known"]),
        (
            "unreachable",
            [
                "dial tcp", "dial udp", "lookup ", "i/o timeout", "connection refused", "connection reset", "network is unreachable", "no route to host", "Client.Timeout", "TLS handshake timeout",
                "context deadline exceeded", "proxyconnect", "unexpected EOF", ": EOF", "unexpected HTTP status: 5", "server misbehaving",
            ]),
    ];

    private static readonly (string Before, string After)[] References =
    [
        ("manifest for ", " not found"),
        ("pull access denied for ", ","),
        ("repository ", " not found"),
        ("No such image: ", ""),
    ];

    public static PullError Of(string text)
    {
        var kind = Kinds.FirstOrDefault(known => known.Texts.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))).Kind ?? "other";
        var reference = References.Select(form => Between(text, form.Before, form.After)).FirstOrDefault(found => found is not null);
        return Between(text, "\"http", "\"") is { } address && Uri.TryCreate("http" + address, UriKind.Absolute, out var uri)
            ? new PullError(kind, uri.Authority, reference ?? FromPath(uri))
            : new PullError(kind, reference is null ? null : Events.ObjectEvents.Registry(reference), reference);
    }

    // A registry's address of an image: /v2/<name>/manifests/<tag or digest>.
    private static string? FromPath(Uri uri)
    {
        var path = uri.AbsolutePath;
        var at = path.LastIndexOf("/manifests/", StringComparison.Ordinal);
        if (at <= "/v2/".Length || !path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            return null;
        }

        var (name, tag) = (path["/v2/".Length..at], path[(at + "/manifests/".Length)..]);
        return $"{uri.Authority}/{name}{(tag.Contains(':', StringComparison.Ordinal) ? '@' : ':')}{tag}";
    }

    private static string? Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += before.Length;
        var end = after.Length == 0 ? text.Length : text.IndexOf(after, start, StringComparison.Ordinal);
        return end > start && !text.AsSpan(start, end - start).Contains(' ') ? text[start..end] : null;
    }
}
