using System.Diagnostics;
using CsCheck;
using Diagnoser.Collector.Redaction;
using Diagnoser.Engine.Tests.Support;

namespace Diagnoser.Collector.Tests.Redaction;

/// <summary>What holds for any text, however hostile.</summary>
public sealed class RedactorPropertyTests
{
    private const int Long = 128 * 1024;

    // Each takes 1 to 10 ms; one whose time grew with the square of its length would take seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    private static readonly string[] Marks =
    [
        "password", "token", "key", "auth", "secret", "cookie", "://", "@", ":", "=", " ", "\"", "'", "\\\"", "\\", ",", ";", "&", "<", ">", "</", "\n", "\r\n", "\t", "-----BEGIN ",
        "PRIVATE KEY-----", "-----END ", "-----BEGIN CERTIFICATE-----", "bearer ", "Authorization: ", "eyJ", "ghp_", "SK", "Q~", "AKIA", "sig=", "mysql ", "curl ", "-p", "-u ", "a:b", "$2y$",
        "$argon2", "{SHA}", "hooks.slack.com/", "[redacted:", "[redacted:env]", "[redacted:password:0123abcd]", "]", "${", "}", "xxx", "null", "...", "…", "0123456789abcdef", "aB3xY9zQ8wV7uT6sR5pO4nM3lK2jH1gF0", "public",
        "identified by ", "--password ", "key-", "-us1", ".atlasv1.", ":AA", "FFFFNRAL", "/", "+", "_", "-", ".", "\0", "\ud83d", "ü",
    ];

    private static readonly Gen<string> Text = Gen.Frequency(
            (6, Gen.Int[0, Marks.Length - 1].Select(n => Marks[n])),
            (2, Gen.Int[0, PlantedSecrets.Alone.Count - 1].Select(n => PlantedSecrets.Alone[n].Text)),
            (2, Gen.Int[0, PlantedSecrets.Beside.Count - 1].Select(n => PlantedSecrets.Beside[n].Text)),
            (2, Gen.String[Gen.Char.AlphaNumeric, 0, 40]),
            (1, Gen.String[0, 12]))
        .Array[0, 14].Select(parts => string.Concat(parts));

    private readonly Redactor _redactor = new(RedactionKey.Passing());

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var mark in Marks)
            {
                pairs.Add(mark, "");
                pairs.Add(mark, "a");
                pairs.Add("password=", mark);
                pairs.Add("key: \"", mark);
                pairs.Add("https://", mark);
            }

            return pairs;
        }
    }

    [Fact]
    public void What_was_redacted_stays_as_it_is() => Text.Sample(
        text =>
        {
            var once = _redactor.Redact(text);
            return ReferenceEquals(once, _redactor.Redact(once));
        },
        iter: 20_000);

    [Fact]
    public void A_text_is_clean_if_and_only_if_it_is_left_alone() =>
        Text.Sample(text => Redactor.IsClean(text) == ReferenceEquals(text, _redactor.Redact(text)), iter: 20_000);

    [Fact]
    public void Lines_and_words_are_as_many_as_before() => Text.Array[0, 6].Sample(
        texts => _redactor.RedactLines(texts).Count == texts.Length && _redactor.RedactWords(texts).Count == texts.Length,
        iter: 5_000);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_hostile_line_costs_no_more_than_its_length(string first, string second)
    {
        var hostile = string.Concat(Enumerable.Repeat(first + second, (Long / (first.Length + second.Length)) + 1));
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5 && best > Limit; round++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = _redactor.Redact(hostile);
            var took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }

        Assert.True(best <= Limit, $"took {best}");
    }

    [Fact]
    public void A_text_without_secrets_costs_no_memory()
    {
        var text = string.Concat(Enumerable.Repeat("2026-01-01 ERROR token expired for user 42: http://api:8080/v1/keys said 401 after /usr/lib/python3/site-packages/shop/orders/handler.py\n", 50));

        Assert.Equal(0, Allocated.By(() => _redactor.Redact(text)));
    }
}
