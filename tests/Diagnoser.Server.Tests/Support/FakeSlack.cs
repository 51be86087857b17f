using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Diagnoser.Server.Tests.Support;

/// <summary>A message that stands in a channel of the fake Slack.</summary>
internal sealed record SlackPost(string Channel, string Ts, string? ThreadTs, bool Broadcast, JsonElement Body)
{
    /// <summary>What it said before it was edited, oldest first.</summary>
    public IReadOnlyList<JsonElement> Before { get; init; } = [];

    public DateTimeOffset Arrived { get; } = TimeProvider.System.GetUtcNow();

    public string Text => Body.GetProperty("text").GetString()!;
}

/// <summary>
/// Slack's chat.postMessage, chat.update and incoming webhooks. It checks each message against Slack's documented limits, and the
/// sum over all blocks that is not documented. Links with <see cref="FakeVendor"/> into other test projects.
/// </summary>
internal sealed partial class FakeSlack : FakeVendor
{
    public const string Token = "xoxb-1234567890-planted-secret-token";
    public const string ChannelId = "C0OPS12345";
    public const string WebhookPath = "/services/T00000000/B00000000/plantedWebhookSecret24";

    private const int BlocksSum = 12_000;
    private static readonly string[] PostArguments = ["channel", "text", "blocks", "thread_ts", "reply_broadcast", "parse", "link_names", "unfurl_links", "unfurl_media"];
    private static readonly string[] UpdateArguments = ["channel", "ts", "text", "blocks", "parse", "link_names"];

    private readonly Lock _lock = new();
    private readonly List<SlackPost> _posts = [];
    private int _count;

    /// <summary>Base address of the Web API.</summary>
    public string Api => Address + "/api/";

    public string Webhook => Address + WebhookPath;

    /// <summary>Messages that are not replies, in order.</summary>
    public IReadOnlyList<SlackPost> Roots => Posts(p => p.ThreadTs is null);

    public static async Task<FakeSlack> StartAsync(int port = 0, string host = "127.0.0.1")
    {
        var slack = new FakeSlack();
        await slack.ListenAsync(port, host);
        return slack;
    }

    public IReadOnlyList<SlackPost> Replies(string ts) => Posts(p => p.ThreadTs == ts);

    /// <summary>Somebody deletes all messages.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _posts.Clear();
        }
    }

    protected override Trouble.Answer Take(Received request, Action<string> violation)
    {
        var isWebhook = request.Path == WebhookPath;
        if (!isWebhook && request.Authorization != "Bearer " + Token)
        {
            return Refuse("invalid_auth");
        }

        if (!request.ContentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            violation($"content type {request.ContentType}");
        }

        JsonElement body;
        try
        {
            body = JsonSerializer.Deserialize<JsonElement>(request.Body);
        }
        catch (JsonException exception)
        {
            violation(exception.Message);
            return isWebhook ? new Trouble.Answer(400, "invalid_payload") : Refuse("invalid_json");
        }

        var isUpdate = request.Path == "/api/chat.update";
        var faults = Faults(body, isUpdate ? UpdateArguments : PostArguments).ToList();
        faults.ForEach(violation);
        if (faults.Count > 0)
        {
            return isWebhook ? new Trouble.Answer(400, "invalid_blocks") : Refuse("invalid_blocks");
        }

        lock (_lock)
        {
            return request.Path switch
            {
                WebhookPath => Hook(body),
                "/api/chat.postMessage" when Text(body, "channel") is not (ChannelId or "#ops") => Refuse("channel_not_found"),
                "/api/chat.postMessage" when Text(body, "thread_ts") is { } thread && _posts.All(p => p.Ts != thread) => Refuse("thread_not_found"),
                "/api/chat.postMessage" => Accept(Post(body)),
                "/api/chat.update" => Update(body),
                _ => new Trouble.Answer(404, "no_service"),
            };
        }
    }

    private static Trouble.Answer Refuse(string error) => new(200, $$"""{"ok":false,"error":"{{error}}"}""");

    private static Trouble.Answer Accept(SlackPost post) => new(200, $$"""{"ok":true,"channel":"{{post.Channel}}","ts":"{{post.Ts}}"}""");

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;

    private SlackPost Post(JsonElement body)
    {
        var broadcast = body.TryGetProperty("reply_broadcast", out var value) && value.GetBoolean();
        var post = new SlackPost(ChannelId, string.Create(CultureInfo.InvariantCulture, $"1700000000.{++_count:000000}"), Text(body, "thread_ts"), broadcast, body);
        _posts.Add(post);
        return post;
    }

    // A webhook does not say where the message stands.
    private Trouble.Answer Hook(JsonElement body)
    {
        _ = Post(body);
        return new Trouble.Answer(200, "ok");
    }

    private Trouble.Answer Update(JsonElement body)
    {
        // An update wants the channel's id; a name is not enough.
        if (Text(body, "channel") != ChannelId)
        {
            return Refuse("channel_not_found");
        }

        var index = _posts.FindIndex(p => p.Ts == Text(body, "ts"));
        if (index < 0)
        {
            return Refuse("message_not_found");
        }

        _posts[index] = _posts[index] with { Body = body, Before = [.. _posts[index].Before, _posts[index].Body] };
        return Accept(_posts[index]);
    }

    private List<SlackPost> Posts(Func<SlackPost, bool> which)
    {
        lock (_lock)
        {
            return [.. _posts.Where(which)];
        }
    }

    /// <summary>What Slack would not take of this message, or what would make it shout.</summary>
    public static IEnumerable<string> Faults(JsonElement message, IReadOnlyList<string>? arguments = null)
    {
        foreach (var argument in message.EnumerateObject().Where(p => !(arguments ?? PostArguments).Contains(p.Name)))
        {
            yield return $"unknown argument {argument.Name}";
        }

        if (Text(message, "text") is not { Length: > 0 and <= 4000 } text)
        {
            yield return "text is missing or longer than 4,000";
        }
        else
        {
            foreach (var fault in Markup(text))
            {
                yield return $"text: {fault}";
            }
        }

        var blocks = message.TryGetProperty("blocks", out var list) ? list.EnumerateArray().ToList() : [];
        if (blocks.Count > 50)
        {
            yield return $"{blocks.Count} blocks";
        }

        foreach (var fault in blocks.SelectMany(BlockFaults))
        {
            yield return fault;
        }

        var sum = blocks.SelectMany(Texts).Sum(t => t.Length);
        if (sum > BlocksSum)
        {
            yield return $"{sum} characters over all blocks";
        }
    }

    private static IEnumerable<string> BlockFaults(JsonElement block)
    {
        var type = Text(block, "type");
        var (allowed, most) = type switch
        {
            "section" => (new[] { "type", "text", "fields" }, 3000),
            "context" => (["type", "elements"], 3000),
            _ => ([], 0),
        };
        if (most == 0)
        {
            yield return $"block of type {type}";
            yield break;
        }

        foreach (var property in block.EnumerateObject().Where(p => !allowed.Contains(p.Name)))
        {
            yield return $"{type} with {property.Name}";
        }

        var fields = block.TryGetProperty("fields", out var f) ? f.GetArrayLength() : -1;
        var elements = block.TryGetProperty("elements", out var e) ? e.GetArrayLength() : -1;
        if (fields is 0 or > 10 || elements is 0 or > 10 || (type == "context" && elements < 0) || (type == "section" && fields < 0 && !block.TryGetProperty("text", out _)))
        {
            yield return $"{type} with {fields} fields and {elements} elements";
        }

        foreach (var text in Texts(block))
        {
            if (text.Length is 0 || text.Length > (fields > 0 ? 2000 : most))
            {
                yield return $"{type} with a text of {text.Length}";
            }

            foreach (var fault in Markup(text))
            {
                yield return $"{type}: {fault}";
            }
        }
    }

    private static IEnumerable<string> Texts(JsonElement block)
    {
        List<JsonElement> objects = [];
        if (block.TryGetProperty("text", out var single))
        {
            objects.Add(single);
        }

        foreach (var name in (string[])["fields", "elements"])
        {
            objects.AddRange(block.TryGetProperty(name, out var many) ? many.EnumerateArray() : []);
        }

        return objects.Select(o => Text(o, "type") == "mrkdwn" && o.GetProperty("verbatim").GetBoolean() ? Text(o, "text") ?? "" : "");
    }

    // Only links to pages may stand in angle brackets; fences must come in pairs, and nothing may be invisible.
    private static IEnumerable<string> Markup(string text)
    {
        var rest = PageLink().Replace(text, "");
        if (rest.AsSpan().ContainsAny('<', '>') || BareAmpersand().IsMatch(rest))
        {
            yield return $"something that Slack obeys: {rest}";
        }

        if (text.Split("```").Length % 2 == 0)
        {
            yield return "a fence that is not closed";
        }

        if (text.Any(c => (char.IsControl(c) && c != '\n') || char.GetUnicodeCategory(c) is UnicodeCategory.Format))
        {
            yield return "a character that nobody sees";
        }
    }

    [GeneratedRegex(@"<https?://[^<>|\s]+\|[^<>|]+>")]
    private static partial Regex PageLink();

    [GeneratedRegex("&(?!amp;|lt;|gt;)")]
    private static partial Regex BareAmpersand();
}
