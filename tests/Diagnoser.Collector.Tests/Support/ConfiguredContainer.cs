using System.Text.Json;
using System.Text.Json.Nodes;
using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Redaction;

namespace Diagnoser.Collector.Tests.Support;

/// <summary>A running container that is configured as well as can be, with what a test changes.</summary>
internal sealed class ConfiguredContainer
{
    private readonly JsonNode _root = JsonNode.Parse(
        """
        {"Id":"2cb58e3da436bbc1987f85fc60064ad40a77940e900b69a30d49a20f885572d5","Name":"/api","Image":"sha256:1","Path":"serve","Args":["--port","80"],
         "Created":"2026-01-01T11:00:00Z","RestartCount":0,"AppArmorProfile":"docker-default",
         "State":{"Status":"running","Running":true,"Restarting":false,"Pid":77,"StartedAt":"2026-01-01T11:00:01Z","FinishedAt":"0001-01-01T00:00:00Z"},
         "HostConfig":{"Binds":null,"NetworkMode":"shop","PortBindings":{},"RestartPolicy":{"Name":"unless-stopped","MaximumRetryCount":0},"LogConfig":{"Type":"json-file","Config":{"max-size":"10m"}},
           "CapAdd":null,"CapDrop":["ALL"],"SecurityOpt":["no-new-privileges:true"],"ReadonlyRootfs":true,"Privileged":false,"Memory":67108864,"NanoCpus":500000000,"PidsLimit":100,"PidMode":"","IpcMode":"private",
           "UTSMode":"","UsernsMode":"","Links":null,"ExtraHosts":null,"AutoRemove":false},
         "Mounts":[],
         "Config":{"Image":"shop/api:1.2","User":"1000:1000","Env":["PATH=/bin"],"Cmd":["--port","80"],"Entrypoint":["serve"],"Labels":{},"Healthcheck":{"Test":["CMD","probe"],"Interval":30000000000}},
         "NetworkSettings":{"Ports":{},"Networks":{"shop":{"IPAddress":"172.18.0.5","IPPrefixLen":16,"Gateway":"172.18.0.1"}}}}
        """)!;

    /// <summary>The engine's <c>/info</c> of an engine without risks.</summary>
    public static JsonElement Engine { get; } = JsonElement.Parse(
        """
        {"ServerVersion":"29.1","Driver":"overlayfs","CgroupVersion":"2","SwapLimit":true,"IPv4Forwarding":true,"LiveRestoreEnabled":true,"ExperimentalBuild":false,"Warnings":null,
         "SecurityOptions":["name=apparmor","name=seccomp,profile=builtin","name=userns","name=cgroupns"],"RegistryConfig":{"InsecureRegistryCIDRs":["::1/128","127.0.0.0/8"],"IndexConfigs":{"docker.io":{"Secure":true}}},
         "Swarm":{"LocalNodeState":"inactive"},"KernelVersion":"6.12","OperatingSystem":"Debian 13","NCPU":4,"MemTotal":8000000000,"LoggingDriver":"json-file"}
        """);

    /// <summary>Sets a field, such as <c>HostConfig.Privileged</c>, to a JSON value.</summary>
    public ConfiguredContainer With(string path, string json)
    {
        Set(_root, path, json);
        return this;
    }

    /// <summary>The inspect object.</summary>
    public string Json() => _root.ToJsonString();

    /// <summary>As the collector sees it: without secrets.</summary>
    public ContainerSnapshot Snapshot(RedactionKey? key = null) => new(new JsonRedaction(new Redactor(key)).Redact(JsonElement.Parse(Json())), Some.Noon);

    /// <summary>An answer to <c>/info</c> with a field set to a JSON value.</summary>
    public static JsonElement EngineWith(string path, string json)
    {
        var about = JsonNode.Parse(Engine.GetRawText())!;
        Set(about, path, json);
        return JsonElement.Parse(about.ToJsonString());
    }

    private static void Set(JsonNode root, string path, string json)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            root = root[name]!;
        }

        root[names[^1]] = JsonNode.Parse(json);
    }
}
