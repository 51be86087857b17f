using System.Buffers;
using System.Text.RegularExpressions;

namespace Diagnoser.Collector.Redaction;

/// <summary>
/// Takes secrets out of text before it leaves the host: <c>[redacted:kind]</c> stands where one was. Linear in the length of the
/// text, whatever a container writes.
/// </summary>
public sealed class Redactor
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private const RegexOptions LinearAnyCase = Linear | RegexOptions.IgnoreCase;
    private const string StrongKey = "password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?key|credentials?";

    // Text without any of these holds no secret that a pattern below would find; nearly all text stops here.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "pass", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key", "privatekey", "private_key",
            "private-key", "clientkey", "client_key", "client-key", "credential", "authorization", "bearer", "basic ", "://", "akia", "asia", "ghp_",
            "gho_", "ghu_", "ghs_", "ghr_", "github_pat", "glpat-", "xox", "sk_live", "rk_live", "eyj", "private key", "hooks.slack",
        ],
        StringComparison.OrdinalIgnoreCase);

    // Made when first needed: patterns of this kind cost a millisecond each, and most programs that run for seconds never see a hint.
    private readonly Lazy<Regex> _secretName = new(() => new($"(?:{StrongKey}|token|basicauth|digestauth)", LinearAnyCase));
    private readonly Lazy<Regex> _switch = new(() => new($@"^--?[\w-]*(?:{StrongKey}|token)$", LinearAnyCase));
    private readonly Lazy<(Regex Pattern, string Replacement)[]> _patterns = new(Patterns);

    /// <summary>The text without secrets.</summary>
    public string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return text;
        }

        foreach (var (pattern, replacement) in _patterns.Value)
        {
            text = pattern.Replace(text, replacement);
        }

        return text;
    }

    /// <summary>The value of a named thing: all of it is secret if the name says so.</summary>
    public string RedactNamed(string name, string value) => IsSecretName(name) && value.Length > 0 ? "[redacted:by-name]" : Redact(value);

    /// <summary>True if what is called so is secret.</summary>
    public bool IsSecretName(string name) => name.AsSpan().ContainsAny(Hints) || name.Contains("digestauth", StringComparison.OrdinalIgnoreCase) || name.Contains("basicauth", StringComparison.OrdinalIgnoreCase)
        ? _secretName.Value.IsMatch(name)
        : false;

    /// <summary>The words of a command: also the word that follows <c>--password</c>.</summary>
    public IReadOnlyList<string> RedactWords(IReadOnlyList<string> words)
    {
        var result = new string[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            result[i] = i > 0 && _switch.Value.IsMatch(words[i - 1]) && !words[i].StartsWith('-') ? "[redacted:secret]" : Redact(words[i]);
        }

        return result;
    }

    /// <summary>Lines of one text: also a private key that is spread over several of them.</summary>
    public IReadOnlyList<string> RedactLines(IReadOnlyList<string> lines)
    {
        var result = new string[lines.Count];
        var inKey = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var begins = lines[i].Contains("PRIVATE KEY-----", StringComparison.Ordinal) && lines[i].Contains("-----BEGIN", StringComparison.Ordinal);
            result[i] = inKey && !begins ? "[redacted:private-key]" : Redact(lines[i]);
            inKey = (inKey || begins) && !lines[i].Contains("-----END", StringComparison.Ordinal);
        }

        return result;
    }

    private static (Regex Pattern, string Replacement)[] Patterns() =>
    [
        (new(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", Linear | RegexOptions.Singleline), "[redacted:private-key]"),
        (new(@"://[^\s/@""']+@", Linear), "://[redacted:userinfo]@"),
        (new(@"(authorization[""']?\s*[:=]\s*[""']?)(?:(?:bearer|basic|token|digest|negotiate)\s+)?[^\s""',;]+", LinearAnyCase), "$1[redacted:authorization]"),
        (new(@"\b(bearer)\s+[A-Za-z0-9._~+/=-]{16,}", LinearAnyCase), "$1 [redacted:authorization]"),
        (new(@"\b(basic)\s+[A-Za-z0-9+/]{16,}={0,2}", LinearAnyCase), "$1 [redacted:authorization]"),
        (new(@"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", Linear), "[redacted:aws-key]"),
        (new(@"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})", Linear), "[redacted:github-token]"),
        (new(@"\bglpat-[A-Za-z0-9_-]{16,}", Linear), "[redacted:gitlab-token]"),
        (new(@"\bxox[abeprs]-[A-Za-z0-9-]{8,}", Linear), "[redacted:slack-token]"),
        (new(@"(hooks\.slack\.com/(?:services|workflows|triggers)/)[A-Za-z0-9/_-]+", Linear), "$1[redacted:slack-webhook]"),
        (new(@"\b[sr]k_live_[A-Za-z0-9]{10,}", Linear), "[redacted:stripe-key]"),
        (new(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*", Linear), "[redacted:jwt]"),
        (new($@"((?:{StrongKey})[\w.-]*[""']?\s*[=:]\s*)(?:""[^""]*""|'[^']*'|[^\s""',;&\[][^\s""',;&]*)", LinearAnyCase), "$1[redacted:secret]"),
        (new(@"(token[\w.-]*[""']?\s*[=:]\s*)(?:""[^""]{6,}""|'[^']{6,}'|[A-Za-z0-9._~+/=-]{6,})", LinearAnyCase), "$1[redacted:secret]"),
        (new($@"(--?[\w-]*(?:{StrongKey}|token)\s+)[^\s\[-][^\s]*", LinearAnyCase), "$1[redacted:secret]"),
    ];
}
