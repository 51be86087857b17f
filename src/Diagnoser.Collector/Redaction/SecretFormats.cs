namespace Diagnoser.Collector.Redaction;

/// <summary>The formats of secrets that are known by their look alone.</summary>
internal static class SecretFormats
{
    private const CharSet Dotted = CharSet.Word | CharSet.Dot;

    // Longer than any part of a format that lies before the first character of a run.
    private const int Reach = 12;

    /// <summary>All of them.</summary>
    public static readonly SecretFormat[] All =
    [
        new("aws-key", "AKIA", CharSet.Upper | CharSet.Digit, 16, 16),
        new("aws-key", "ASIA", CharSet.Upper | CharSet.Digit, 16, 16),
        new("aws-key", "ABIA", CharSet.Upper | CharSet.Digit, 16, 16),
        new("aws-key", "ACCA", CharSet.Upper | CharSet.Digit, 16, 16),
        new("gcp-key", "AIza", CharSet.Word, 30),
        new("gcp-token", "ya29.", Dotted, 20),
        new("gcp-secret", "GOCSPX-", CharSet.Word, 20),
        new("azure-secret", "Q~", Dotted | CharSet.Tilde, 31, 34) { LeastBefore = 4, MostBefore = 4, AlphabetBefore = Dotted | CharSet.Tilde },
        new("github-token", "ghp_", CharSet.Word, 20),
        new("github-token", "gho_", CharSet.Word, 20),
        new("github-token", "ghu_", CharSet.Word, 20),
        new("github-token", "ghs_", CharSet.Word, 20),
        new("github-token", "ghr_", CharSet.Word, 20),
        new("github-token", "github_pat_", CharSet.Word, 20),
        new("gitlab-token", "glpat-", Dotted, 16),
        new("gitlab-token", "gldt-", Dotted, 16),
        new("gitlab-token", "glrt-", Dotted, 16),
        new("gitlab-token", "glcbt-", Dotted, 16),
        new("gitlab-token", "glptt-", Dotted, 16),
        new("gitlab-token", "glft-", Dotted, 16),
        new("gitlab-token", "glagent-", Dotted, 16),
        new("gitlab-token", "gloas-", Dotted, 16),
        new("gitlab-token", "glsoat-", Dotted, 16),
        new("slack-token", "xoxa-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxb-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxe", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxo-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxp-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxr-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xoxs-", CharSet.Word | CharSet.Dot, 8),
        new("slack-token", "xapp-", CharSet.Word, 16),
        new("stripe-key", "sk_live_", CharSet.Alphanumeric, 10),
        new("stripe-key", "rk_live_", CharSet.Alphanumeric, 10),
        new("stripe-key", "sk_test_", CharSet.Alphanumeric, 10),
        new("stripe-key", "rk_test_", CharSet.Alphanumeric, 10),
        new("stripe-key", "whsec_", CharSet.Token | CharSet.Equal, 20),
        new("twilio-key", "SK", CharSet.Hex, 32, 32),
        new("sendgrid-key", "SG.", Dotted, 40),
        new("mailgun-key", "key-", CharSet.Lower | CharSet.Digit, 32, 32),
        new("mailchimp-key", "-us", CharSet.Digit, 1, 2) { LeastBefore = 32, MostBefore = 32, AlphabetBefore = CharSet.Hex },
        new("npm-token", "npm_", CharSet.Alphanumeric, 30),
        new("pypi-token", "pypi-", CharSet.Word, 16),
        new("docker-hub-token", "dckr_pat_", CharSet.Word, 16),
        new("docker-hub-token", "dckr_oat_", CharSet.Word, 16),
        new("vault-token", "hvs.", CharSet.Word, 20),
        new("vault-token", "hvb.", CharSet.Word, 20),
        new("vault-token", "hvr.", CharSet.Word, 20),
        new("terraform-token", ".atlasv1.", CharSet.Word | CharSet.Equal, 40) { LeastBefore = 14, MostBefore = 14 },
        new("digitalocean-token", "dop_v1_", CharSet.Hex, 32),
        new("digitalocean-token", "doo_v1_", CharSet.Hex, 32),
        new("digitalocean-token", "dor_v1_", CharSet.Hex, 32),
        new("new-relic-key", "NRAK-", CharSet.Upper | CharSet.Digit, 20),
        new("new-relic-key", "NRII-", CharSet.Word, 20),
        new("new-relic-key", "FFFFNRAL", CharSet.None, 0) { LeastBefore = 32, MostBefore = 32, AlphabetBefore = CharSet.Lower | CharSet.Digit },
        new("grafana-token", "glsa_", CharSet.Word, 20),
        new("grafana-token", "glc_", CharSet.Token | CharSet.Equal, 20),
        new("ai-key", "sk-ant-", CharSet.Word, 20),
        new("ai-key", "sk-proj-", CharSet.Word, 20),
        new("ai-key", "sk-", CharSet.Alphanumeric, 32),
        new("hugging-face-token", "hf_", CharSet.Alphanumeric, 30),
        new("telegram-token", ":AA", CharSet.Word, 33, 33) { LeastBefore = 8, MostBefore = 10, AlphabetBefore = CharSet.Digit },
        new("shopify-token", "shpat_", CharSet.Hex | CharSet.Alphanumeric, 32),
        new("shopify-token", "shpca_", CharSet.Alphanumeric, 32),
        new("shopify-token", "shppa_", CharSet.Alphanumeric, 32),
        new("shopify-token", "shpss_", CharSet.Alphanumeric, 32),
        new("square-token", "sq0atp-", CharSet.Word, 20),
        new("square-token", "sq0csp-", CharSet.Word, 20),
        new("heroku-key", "HRKU-", CharSet.Word, 30),
        new("atlassian-token", "ATATT3", CharSet.Word | CharSet.Equal, 40),
        new("databricks-token", "dapi", CharSet.Hex | CharSet.Dash, 32, 34),
        new("doppler-token", "dp.pt.", CharSet.Alphanumeric, 40),
        new("linear-key", "lin_api_", CharSet.Alphanumeric, 30),
        new("postman-key", "PMAK-", CharSet.Word, 40),
        new("gem-token", "rubygems_", CharSet.Hex, 40),
        new("sentry-token", "sntrys_", CharSet.Token | CharSet.Equal, 40),
        new("pulumi-token", "pul-", CharSet.Hex, 40),
        new("tailscale-key", "tskey-", CharSet.Word, 16),

        // JSON in Base64: the parts of a JWT, the credentials that are sent to a registry.
        new("jwt", "eyJ", CharSet.Token | CharSet.Dot | CharSet.Equal, 17),
    ];

    private static readonly LiteralIndex Literals = new(All.Select(f => f.Literal), ignoresCase: false);

    /// <summary>The first secret of a known format whose literal is in or just before a run of token characters; null if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">Where the run is.</param>
    /// <param name="from">Where the secret may begin at the earliest.</param>
    /// <param name="cutAt">Where the text was cut off; -1 if it was not.</param>
    /// <param name="ends">A place for each format, see <see cref="SecretFormat.Find"/>.</param>
    public static SecretSpan? Find(ReadOnlySpan<char> text, (int Start, int End) run, int from, int cutAt, Span<int> ends)
    {
        var at = Math.Max(from, run.Start - Reach);
        var window = text[..run.End];
        while ((at = Literals.Next(window, at)) < run.End)
        {
            foreach (var number in Literals.Candidates(text, at))
            {
                var format = All[number];
                if (text[at..].StartsWith(format.Literal) && format.Find(text, at, from, cutAt, ref ends[number]) is var found && !found.Equals(default))
                {
                    return new SecretSpan(found.Start.Value, found.End.Value, format.Rule);
                }
            }

            at++;
        }

        return null;
    }

    /// <summary>The rule of the format that a whole value has; null if it has none.</summary>
    public static string? RuleOf(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        foreach (var number in Literals.Candidates(value, 0))
        {
            var end = 0;
            if (value.StartsWith(All[number].Literal) && All[number].Find(value, 0, 0, -1, ref end) is var found && found.End.Value == value.Length)
            {
                return All[number].Rule;
            }
        }

        return null;
    }
}
