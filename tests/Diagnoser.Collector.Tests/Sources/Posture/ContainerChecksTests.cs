using Diagnoser.Collector.Sources.Posture;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Posture;

/// <summary>All checks of containers, one row each: what must be found, and what must not.</summary>
public sealed class ContainerChecksTests
{
    private const string Volume = """[{"Type":"volume","Name":"data","Source":"/var/lib/docker/volumes/data/_data","Destination":"/var/lib/postgresql/data","RW":true}]""";
    private const string Anonymous = """[{"Type":"volume","Name":"2cb58e3da436bbc1987f85fc60064ad40a77940e900b69a30d49a20f885572d5","Source":"/x","Destination":"/var/lib/postgresql/data","RW":true}]""";
    private const string Published = """{"5432/tcp":[{"HostIp":"","HostPort":"5432"}]}""";
    private const string Local = """{"5432/tcp":[{"HostIp":"127.0.0.1","HostPort":"5432"}]}""";

    public static TheoryData<string, string, string, string> Found => new()
    {
        { "privileged SEC-001", "HostConfig.Privileged", "true", "privileged" },
        { "capabilities SEC-002", "HostConfig.CapAdd", """["CAP_SYS_ADMIN","net_admin","CHOWN"]""", "NET_ADMIN, SYS_ADMIN" },
        { "capabilities SEC-002", "HostConfig.CapAdd", """["ALL"]""", "ALL" },
        { "root_user SEC-003", "Config.User", "\"\"", "root, since no user is set" },
        { "root_user SEC-003", "Config.User", "\"0:0\"", "0" },
        { "root_user SEC-003", "Config.User", "\"root\"", "root" },
        { "docker_socket SEC-004", "Mounts", Bind("/var/run/docker.sock", "/var/run/docker.sock"), "/var/run/docker.sock (rw)" },
        { "docker_socket SEC-004", "Mounts", Bind("/var/run/docker.sock", "/tmp/api", "false"), "/var/run/docker.sock (ro)" },
        { "docker_socket SEC-004", "Mounts", Bind("/srv/engine", "/var/run/docker.sock"), "/srv/engine (rw)" },
        { "docker_socket SEC-004", "Mounts", Bind("/run/containerd/containerd.sock", "/c.sock"), "/run/containerd/containerd.sock (rw)" },
        { "docker_socket SEC-004", "Mounts", Bind("/var/run/", "/host/run", "false"), "/var/run (ro)" },
        { "host_path SEC-005", "Mounts", Bind("/", "/host", "false"), "/ (ro)" },
        { "host_path SEC-005", "Mounts", Bind("/etc", "/host/etc"), "/etc (rw)" },
        { "host_path SEC-005", "Mounts", Bind("/etc/cron.d", "/cron"), "/etc/cron.d (rw)" },
        { "host_path SEC-005", "Mounts", Bind("/proc", "/host/proc", "false"), "/proc (ro)" },
        { "host_path SEC-005", "Mounts", Bind("/var/lib/docker", "/d", "false"), "/var/lib/docker (ro)" },
        { "host_network SEC-006", "HostConfig.NetworkMode", "\"host\"", "host" },
        { "host_pid SEC-006", "HostConfig.PidMode", "\"host\"", "host" },
        { "host_ipc SEC-006", "HostConfig.IpcMode", "\"host\"", "host" },
        { "host_uts SEC-006", "HostConfig.UTSMode", "\"host\"", "host" },
        { "host_users SEC-006", "HostConfig.UsernsMode", "\"host\"", "host" },
        { "seccomp_off SEC-007", "HostConfig.SecurityOpt", """["no-new-privileges","seccomp=unconfined"]""", "unconfined" },
        { "apparmor_off SEC-007", "HostConfig.SecurityOpt", """["no-new-privileges","apparmor:unconfined"]""", "unconfined" },
        { "selinux_off SEC-007", "HostConfig.SecurityOpt", """["no-new-privileges","label=disable"]""", "disabled" },
        { "new_privileges SEC-008", "HostConfig.SecurityOpt", "null", "allowed" },
        { "new_privileges SEC-008", "HostConfig.SecurityOpt", """["no-new-privileges:false"]""", "allowed" },
        { "writable_root SEC-008", "HostConfig.ReadonlyRootfs", "false", "writable" },
        { "secret_variables SEC-009", "Config.Env", """["PATH=/bin","DB_PASSWORD=hunter2hunter2","API_TOKEN=x1","DB_PASSWORD_FILE=/run/secrets/db","EMPTY_PASSWORD="]""", "API_TOKEN, DB_PASSWORD" },
        { "no_memory_limit RES-007", "HostConfig.Memory", "0", "unlimited" },
        { "no_pids_limit RES-012", "HostConfig.PidsLimit", "null", "unlimited" },
        { "no_pids_limit RES-012", "HostConfig.PidsLimit", "-1", "unlimited" },
        { "no_cpu_limit RES-002", "HostConfig.NanoCpus", "0", "unlimited" },
        { "endless_restarts EXIT-010", "RestartCount", "10", "unless-stopped" },
        { "unrotated_log STO-002", "HostConfig.LogConfig", """{"Type":"json-file","Config":{}}""", "json-file without max-size" },
        { "unrotated_log STO-002", "HostConfig.LogConfig", """{"Type":"json-file","Config":null}""", "json-file without max-size" },
        { "mutable_tag IMG-001", "Config.Image", "\"shop/api\"", "shop/api" },
        { "mutable_tag IMG-001", "Config.Image", "\"registry:5000/api\"", "registry:5000/api" },
        { "mutable_tag IMG-001", "Config.Image", "\"shop/api:latest\"", "shop/api:latest" },
        { "database_without_volume STO-011", "Config.Image", "\"postgres:17\"", "postgres: nothing at /var/lib/postgresql" },
        { "database_without_volume STO-011", "Config.Image", "\"registry:5000/team/mysql:8\"", "mysql: nothing at /var/lib/mysql" },
        { "database_without_volume STO-011", "Config.Image", "\"bitnami/redis:7\"", "redis: nothing at /bitnami" },
        { "published_everywhere NET-026", "HostConfig.PortBindings", Published, "5432/tcp (PostgreSQL)" },
        { "links NET-008", "HostConfig.Links", """["/db:/api/db"]""", "db" },
        { "hard_coded_address NET-009", "HostConfig.ExtraHosts", """["db:172.18.0.9","out:192.0.2.1","host:172.18.0.1"]""", "172.18.0.9 (extra_hosts)" },
        { "hard_coded_address NET-009", "Args", """["--db=postgres://172.18.0.9:5432/x","--listen","172.18.0.5"]""", "172.18.0.9 (command)" },
    };

    public static TheoryData<string, string> NotFound => new()
    {
        { "HostConfig.Privileged", "null" },
        { "HostConfig.CapAdd", """["CHOWN","NET_BIND_SERVICE"]""" },
        { "Config.User", "\"app\"" },
        { "Mounts", Bind("/srv/app", "/app") },
        { "Mounts", Bind("/etc/ssl/certs", "/certs", "false") },
        { "Mounts", Bind("/etc/localtime", "/etc/localtime") },
        { "HostConfig.NetworkMode", "\"container:2cb58e3d\"" },
        { "HostConfig.SecurityOpt", """["no-new-privileges","seccomp=/profile.json"]""" },
        { "Config.Env", """["MONKEY=banana","DB_PASSWORD_FILE=/run/secrets/db","TOKEN_COUNT=3"]""" },
        { "Config.Image", "\"shop/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"" },
        { "Config.Image", "\"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"" },
        { "Config.Image", "\"shop/postgres-exporter:1\"" },
        { "HostConfig.LogConfig", """{"Type":"local","Config":{}}""" },
        { "HostConfig.LogConfig", """{"Type":"journald","Config":{}}""" },
        { "HostConfig.PortBindings", Local },
        { "HostConfig.PortBindings", """{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}]}""" },
        { "RestartCount", "9" },
        { "HostConfig.ExtraHosts", """["gateway:host-gateway","x","out:192.0.2.1"]""" },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void A_risk_is_found_and_nothing_else(string check, string path, string json, string value)
    {
        var finding = Assert.Single(Find(new ConfiguredContainer().With(path, json)));

        Assert.Equal((check, value), ($"{finding.Check} {finding.Code}", finding.Value));
        Assert.NotEmpty(finding.Wanted);
    }

    [Theory]
    [MemberData(nameof(NotFound))]
    public void What_is_well_configured_is_not_told(string path, string json) => Assert.Empty(Find(new ConfiguredContainer().With(path, json)));

    [Fact]
    public void Every_check_has_a_row_or_a_test_here()
    {
        string[] elsewhere = ["no_health_check", "no_restart_policy", "database_on_anonymous_volume"];
        Assert.Equal(ContainerPosture.Table.Select(check => check.Name).Order(), Found.Select(row => row.Data.Item1.Split(' ')[0]).Concat(elsewhere).Distinct().Order());
    }

    [Fact]
    public void Root_is_no_risk_where_the_engine_maps_users_unless_that_is_left_out()
    {
        var mapped = new ConfiguredContainer().With("Config.User", "\"\"");
        Assert.Equal(["root_user"], Find(mapped).Select(finding => finding.Check));
        Assert.Empty(ContainerPosture.Find(new ContainerSettings(mapped.Snapshot(), ConfiguredContainer.Engine)));

        var unmapped = mapped.With("HostConfig.UsernsMode", "\"host\"");
        Assert.Equal(["root_user", "host_users"], ContainerPosture.Find(new ContainerSettings(unmapped.Snapshot(), ConfiguredContainer.Engine)).Select(finding => finding.Check));
    }

    [Fact]
    public void Who_publishes_a_port_needs_a_health_check_and_a_restart_policy()
    {
        var web = new ConfiguredContainer().With("HostConfig.PortBindings", Local).With("Config.Healthcheck", "null").With("HostConfig.RestartPolicy.Name", "\"\"");
        Assert.Equal(["no_health_check", "no_restart_policy"], Find(web).Select(finding => finding.Check));
        Assert.Equal(["no_health_check"], Find(web.With("HostConfig.AutoRemove", "true")).Select(finding => finding.Check));
        Assert.Empty(Find(web.With("Config.Healthcheck", """{"Test":["NONE"]}""")));
        Assert.Empty(Find(new ConfiguredContainer().With("Config.Healthcheck", "null").With("HostConfig.RestartPolicy.Name", "\"no\"")));
    }

    [Fact]
    public void A_database_needs_a_named_volume_unless_its_data_is_meant_to_be_lost()
    {
        var database = new ConfiguredContainer().With("Config.Image", "\"postgres:17\"");
        Assert.Empty(Find(database.With("Mounts", Volume)));
        Assert.Equal(("database_on_anonymous_volume", "postgres: /var/lib/postgresql/data"), Assert.Single(Find(database.With("Mounts", Anonymous))) is var found ? (found.Check, found.Value) : default);
        Assert.Empty(Find(database.With("Mounts", "[]").With("HostConfig.Tmpfs", """{"/var/lib/postgresql/data":""}""")));
    }

    [Theory]
    [InlineData("HostConfig.Privileged", "true")]
    [InlineData("HostConfig.PidMode", "\"host\"")]
    [InlineData("HostConfig.IpcMode", "\"host\"")]
    public void What_the_engine_switches_off_by_itself_is_told_once(string path, string json) =>
        Assert.DoesNotContain(Find(new ConfiguredContainer().With("HostConfig.SecurityOpt", """["no-new-privileges","label=disable"]""").With(path, json)), finding => finding.Check == "selinux_off");

    [Fact]
    public void The_value_of_a_secret_variable_is_nowhere()
    {
        var findings = Find(new ConfiguredContainer().With("Config.Env", """["DB_PASSWORD=hunter2hunter2"]"""));

        Assert.DoesNotContain("hunter2", string.Concat(findings.SelectMany(finding => finding.Attributes).Select(attribute => attribute.Value.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_settings_make_short_findings()
    {
        var huge = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"X{i}_{new string('x', 200)}_PASSWORD=1\""));
        var path = $"/etc/{new string('ü', 10_000)}";
        var container = new ConfiguredContainer().With("Config.Env", $"[{huge}]").With("Mounts", Bind(path, "/x")).With("Config.Image", $"\"{new string('i', 50_000)}\"");

        Assert.Equal(["host_path", "mutable_tag", "secret_variables"], Find(container).Select(finding => finding.Check).Order());
        Assert.All(Find(container).SelectMany(finding => finding.Attributes), attribute => Assert.InRange(attribute.Value.Text!.Length, 1, 513));
    }

    [Fact]
    public void An_inspect_without_anything_in_it_is_no_fault()
    {
        var empty = new Collector.Evidence.ContainerSnapshot(System.Text.Json.JsonElement.Parse("""{"HostConfig":null,"Config":[1],"Mounts":[1,null],"NetworkSettings":{"Networks":{"a":null}}}"""), Some.Noon);

        Assert.Contains(ContainerPosture.Find(new ContainerSettings(empty, default)), finding => finding.Check == "no_memory_limit");
    }

    private static string Bind(string source, string destination, string writable = "true") =>
        $$"""[{"Type":"bind","Source":"{{source}}","Destination":"{{destination}}","RW":{{writable}}}]""";

    // An engine that maps no users, so that root is root.
    private static IReadOnlyList<PostureFinding> Find(ConfiguredContainer container) =>
        ContainerPosture.Find(new ContainerSettings(
            container.Snapshot(),
            container.Json().Contains("\"UsernsMode\":\"host\"", StringComparison.Ordinal) ? ConfiguredContainer.Engine : ConfiguredContainer.EngineWith("SecurityOptions", """["name=seccomp,profile=builtin"]""")));
}
