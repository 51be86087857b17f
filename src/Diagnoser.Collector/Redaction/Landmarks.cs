namespace Diagnoser.Collector.Redaction;

/// <summary>The words near which secrets stand, and what is looked for at each. Nearly all text holds none of them.</summary>
internal static class Landmarks
{
    private static readonly (string Literal, Look Look)[] All =
    [
        (RedactionMark.Opening, (text, at, ref _) => new SecretSpan(at, at + Math.Max(1, RedactionMark.LengthAt(text, at)), null) { IsPassed = true }),
        ("pass", NamedAt),
        ("pwd", NamedAt),
        ("secret", NamedAt),
        ("token", NamedAt),
        ("key", NamedAt),
        ("cred", NamedAt),
        ("auth", NamedAt),
        ("cookie", NamedAt),
        ("sess", NamedAt),
        ("jwt", NamedAt),
        ("://", (text, at, ref scan) => UriPassword.Find(text, at, scan.CutAt, ref scan.NoUserTo)),
        ("bearer ", (text, at, ref scan) => Places.AfterScheme(text, at + 7, scan.CutAt)),
        ("basic ", (text, at, ref scan) => Places.AfterScheme(text, at + 6, scan.CutAt)),
        (PrivateKeys.Opening, (text, at, ref _) => PrivateKeys.Find(text, at)),
        ("hooks.slack.com/", (text, at, ref scan) => Places.InPath(text, at + 16, "slack-webhook", scan.CutAt)),
        ("webhook.office.com/", (text, at, ref scan) => Places.InPath(text, at + 19, "teams-webhook", scan.CutAt)),
        ("outlook.office.com/webhook/", (text, at, ref scan) => Places.InPath(text, at + 27, "teams-webhook", scan.CutAt)),
        ("hooks.zapier.com/", (text, at, ref scan) => Places.InPath(text, at + 17, "zapier-webhook", scan.CutAt)),
        ("discord.com/api/webhooks/", (text, at, ref scan) => Places.InPath(text, at + 25, "discord-webhook", scan.CutAt)),
        ("discordapp.com/api/webhooks/", (text, at, ref scan) => Places.InPath(text, at + 28, "discord-webhook", scan.CutAt)),
        ("sig=", (text, at, ref scan) => Places.Signature(text, at, at + 4, scan.From, scan.CutAt)),
        ("identified by ", (text, at, ref _) => Places.Quoted(text, at + 14, "password")),
        ("mysql", CommandAt),
        ("mariadb", CommandAt),
        ("sshpass", CommandAt),
        ("redis-cli", CommandAt),
        ("mongo", CommandAt),
        ("curl ", CommandAt),
        ("docker login", CommandAt),
        ("ldap", CommandAt),
        ("sqlcmd", CommandAt),
        ("$apr1$", HashAt),
        ("$2a$", HashAt),
        ("$2b$", HashAt),
        ("$2y$", HashAt),
        ("$argon2", HashAt),
        ("$scrypt$", HashAt),
        ("$1$", HashAt),
        ("$5$", HashAt),
        ("$6$", HashAt),
        ("$y$", HashAt),
        ("{sha}", (text, at, ref scan) => Places.InPath(text, at + 5, "password-hash", scan.CutAt, 20)),
        ("pbkdf2_", HashAt),
    ];

    private static readonly LiteralIndex Literals = new(All.Select(m => m.Literal), ignoresCase: true);

    private delegate SecretSpan? Look(ReadOnlySpan<char> text, int at, ref Scan scan);

    /// <summary>Where the next of them is, from <paramref name="from"/> on; the text's length if there is none.</summary>
    public static int Next(ReadOnlySpan<char> text, int from) => Literals.Next(text, from);

    /// <summary>What there is at such a place; null if nothing.</summary>
    public static SecretSpan? Find(ReadOnlySpan<char> text, int at, ref Scan scan)
    {
        foreach (var number in Literals.Candidates(text, at))
        {
            var (literal, look) = All[number];
            if (text[at..].StartsWith(literal, StringComparison.OrdinalIgnoreCase) && look(text, at, ref scan) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static SecretSpan? NamedAt(ReadOnlySpan<char> text, int at, ref Scan scan) => NamedValues.Find(text, at, scan.From, scan.CutAt);

    private static SecretSpan? CommandAt(ReadOnlySpan<char> text, int at, ref Scan scan) => CommandSwitches.Find(text, at, scan.From, ref scan.CommandTo);

    private static SecretSpan? HashAt(ReadOnlySpan<char> text, int at, ref Scan scan) => Places.PasswordHash(text, at, scan.CutAt);

    /// <summary>What is known of the text that is being looked through.</summary>
    public struct Scan
    {
        /// <summary>Where a finding may begin at the earliest.</summary>
        public int From;

        /// <summary>Where the text was cut off; -1 if it was not.</summary>
        public int CutAt;

        /// <summary>How far no address has a user.</summary>
        public int NoUserTo;

        /// <summary>How far the words of a command were looked at.</summary>
        public int CommandTo;
    }
}
