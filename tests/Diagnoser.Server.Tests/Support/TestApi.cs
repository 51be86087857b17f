using System.Net;
using System.Text;
using System.Text.Json;
using Diagnoser.Server.Api;
using Diagnoser.Server.Bus;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Incidents;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Diagnoser.Server.Tests.Support;

/// <summary>The API, really served, over a store in a folder of its own.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Signal _outbox = new();
    private readonly Task _serving;

    private TestApi(IStore store, TimeProvider clock, ApiAddress listen)
    {
        Store = store;
        var logging = LineLoggerProvider.Factory(Log, clock, dated: true, target: null);
        var role = new ServeRole(store, new IncidentKeeper(store, _outbox, clock), Readiness, listen, clock, logging);
        Listening = role.Address;
        _serving = role.RunAsync(_stop.Token);
    }

    public IStore Store { get; }

    /// <summary>Where the store is, if it was not given; goes with it.</summary>
    public string? Folder { get; private init; }

    public Readiness Readiness { get; } = new();

    public StringWriter Log { get; } = new();

    public Task<Uri> Listening { get; }

    public HttpClient Client { get; } = new();

    public static async Task<TestApi> StartAsync(IStore? store = null, TimeProvider? clock = null, string listen = "127.0.0.1:0", Uri? known = null)
    {
        var folder = store is null ? Directory.CreateTempSubdirectory("diagnoser-api-").FullName : null;
        store ??= await Kept.OpenAsync(folder!);
        var address = new ApiAddress(new Uri($"http://{listen}"), known);
        var api = new TestApi(store, clock ?? new FakeTimeProvider(Some.Noon.AddMinutes(1)), address) { Folder = folder };
        api.Client.BaseAddress = await api.Listening.WaitAsync(Patience);
        return api;
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(answer, expected);
    }

    public async Task<JsonElement> PostAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(answer, expected);
    }

    public async Task<string> TextAsync(string path)
    {
        using var answer = await AnswerAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        using (request)
        {
            return await Client.SendAsync(request);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        await Store.DisposeAsync();
        Client.Dispose();
        _outbox.Dispose();
        _stop.Dispose();
        await Log.DisposeAsync();
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The JSON of an answer, which has this status; an error is a problem detail.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(answer.IsSuccessStatusCode ? "application/json" : ApiGate.ProblemType, answer.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }
}
