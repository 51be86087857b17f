using System.Collections.Frozen;

namespace Diagnoser.Collector.Redaction;

/// <summary>How sure a name makes that its value is secret.</summary>
internal enum NameKind
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>It can be: a value that looks drawn at random is.</summary>
    Doubtful,

    /// <summary>It is.</summary>
    Secret,

    /// <summary>It is, and has the form of the header <c>Authorization</c>.</summary>
    Authorization,

    /// <summary>It is, and has the form of the header <c>Cookie</c>.</summary>
    Cookie,
}

/// <summary>
/// Says from its name whether a value is secret: <c>DB_PASSWORD</c> and <c>spring.mail.password</c> are, <c>monkey</c>, <c>keyspace</c>,
/// <c>token_count</c> and <c>PublicKeyToken</c> are not. Names are taken apart at <c>_</c>, <c>-</c>, <c>.</c>, spaces and humps.
/// </summary>
internal static class SecretNames
{
    private const int MostWords = 12;
    private const int Longest = 128;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = Set(
        "password", "passwords", "passwd", "passphrase", "passcode", "pass", "pwd", "secret", "credential", "credentials", "cred", "creds", "basicauth",
        "digestauth", "htpasswd", "jwt");

    // Whole words only count with these ends where nothing parts them: PGPASSWORD, authtoken, requirepass.
    private static readonly string[] Ends =
    [
        "password", "passwd", "passphrase", "secret", "apikey", "accesskey", "secretkey", "privatekey", "accountkey", "authkey", "authtoken", "accesstoken",
        "credentials", "requirepass", "masterauth", "dbpass", "rootpass", "userpass", "adminpass", "keypass", "storepass", "basicauth", "digestauth",
    ];

    // What a word of these follows is not the secret but something about it.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> About = Set(
        "age", "algorithm", "attempts", "check", "class", "count", "counts", "dir", "directory", "enabled", "disabled", "endpoint", "error", "errors", "exists",
        "expired", "expires", "expiration", "expiry", "field", "file", "files", "format", "header", "in", "index", "kind", "label", "len", "length", "lifetime", "limit",
        "limits", "max", "method", "min", "minutes", "mode", "mount", "name", "names", "path", "policy", "prefix", "provider", "ref", "refs", "required", "reset", "scope",
        "seconds", "size", "source", "space", "stdin", "store", "ttl", "type", "types", "uri", "url", "usage", "used", "valid", "validity", "version", "id", "ids");

    // Before a token or a key: whose is secret, and whose is not.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Openers = Set(
        "api", "access", "secret", "private", "account", "auth", "encryption", "encrypt", "signing", "sign", "master", "shared", "storage", "client", "service",
        "deploy", "license", "licence", "jwt", "hmac", "aes", "ssh", "app", "application", "admin", "webhook", "write", "ingest", "subscription",
        "session", "cipher", "crypto", "security", "consumer", "stripe", "datadog", "openai", "sendgrid", "management", "instrumentation", "functions");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Harmless = Set(
        "public", "pub", "cancellation", "unexpected", "syntax", "next", "continuation", "page", "sync", "fencing", "num", "max", "min", "total", "input",
        "output", "prompt", "completion", "primary", "foreign", "partition", "routing", "sort", "invalid", "duplicate", "missing", "cache");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Doubtful = Set(
        "key", "keys", "auth", "session", "sessionid", "sess", "sid", "token", "tokens", "secrets", "signature", "jsessionid", "phpsessid", "authentication");

    // Said of the value, not of what it is for.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Neutral = Set("value", "val", "base64", "b64", "raw", "plain", "text", "string", "default", "current", "old", "new", "users", "user", "data");

    /// <summary>What this name says of its value.</summary>
    /// <param name="name">The name, without quotes.</param>
    public static NameKind KindOf(ReadOnlySpan<char> name)
    {
        if (name.Length > Longest)
        {
            name = name[^Longest..];
        }

        Span<Range> places = stackalloc Range[MostWords];
        Span<char> lower = stackalloc char[Longest];
        lower = lower[..name.ToLowerInvariant(lower)];
        var words = Split(name, places);
        return words.Length == 0 ? NameKind.Plain : KindOf(lower, words);
    }

    private static NameKind KindOf(ReadOnlySpan<char> name, ReadOnlySpan<Range> words)
    {
        var count = words.Length;
        while (count > 1 && (Neutral.Contains(name[words[count - 1]]) || !name[words[count - 1]].ContainsAnyExceptInRange('0', '9')))
        {
            count--;
        }

        foreach (var word in words)
        {
            if (name[word] is "public")
            {
                return NameKind.Plain;
            }
        }

        var last = name[words[count - 1]];
        if (About.Contains(last) && !(last is "id" && count > 1 && name[words[count - 2]] is "secret"))
        {
            return NameKind.Plain;
        }

        var before = count > 1 ? name[words[count - 2]] : default;
        switch (last)
        {
            case "authorization":
                return NameKind.Authorization;
            case "cookie" or "cookies":
                return NameKind.Cookie;
            case "key" or "token" or "keys" or "tokens" when before.Length > 0 && Harmless.Contains(before):
                return NameKind.Plain;
            case "key" or "keys":
                return Openers.Contains(before) ? NameKind.Secret : NameKind.Doubtful;
            case "token":
                return NameKind.Secret;
            case "auth" when before is "basic" or "digest" or "registry" or "proxy":
                return NameKind.Secret;
            case "pass" when before is "by" or "first" or "second" or "one":
                return NameKind.Plain;
            default:
                break;
        }

        for (var place = count - 1; place >= 0; place--)
        {
            var word = name[words[place]];
            if (Words.Contains(word) || EndsSecret(word))
            {
                return NameKind.Secret;
            }
        }

        return (last.EndsWith("token") && !last.StartsWith("public") && !last.StartsWith("cancellation")) ? NameKind.Secret
            : Doubtful.Contains(last) || last.EndsWith("sessid") ? NameKind.Doubtful
            : NameKind.Plain;
    }

    private static bool EndsSecret(ReadOnlySpan<char> word)
    {
        foreach (var end in Ends)
        {
            if (word.EndsWith(end))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last words of a name.</summary>
    private static ReadOnlySpan<Range> Split(ReadOnlySpan<char> name, Span<Range> places)
    {
        var free = places.Length;
        var end = name.Length;
        while (end > 0 && free > 0)
        {
            if (!CharSet.Alphanumeric.Has(name[end - 1]))
            {
                end--;
                continue;
            }

            var start = end - 1;
            while (start > 0 && CharSet.Alphanumeric.Has(name[start - 1]) && !IsHump(name, start))
            {
                start--;
            }

            places[--free] = start..end;
            end = start;
        }

        return places[free..];
    }

    /// <summary>True if a word begins with the capital at this place: <c>apiKey</c>, <c>APIKey</c>, but not in <c>APIKEY</c>.</summary>
    private static bool IsHump(ReadOnlySpan<char> name, int at) =>
        CharSet.Upper.Has(name[at])
        && (CharSet.Lower.Has(name[at - 1]) || (CharSet.Upper.Has(name[at - 1]) && at + 1 < name.Length && CharSet.Lower.Has(name[at + 1])));

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(params ReadOnlySpan<string> words) =>
        FrozenSet.Create(StringComparer.Ordinal, words).GetAlternateLookup<ReadOnlySpan<char>>();
}
