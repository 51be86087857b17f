using System.Collections.Frozen;

namespace Diagnoser.Engine.Rules.Reading;

/// <summary>
/// The paths that <c>docker inspect</c> of a container has, by the documentation of the engine's API. A line is an object and its keys; <c>*</c> stands
/// for a name that somebody chose. An object without a line, such as a list or a value, has nothing below it that a path can name.
/// </summary>
internal static class InspectPaths
{
    private const char Any = '*';

    private static readonly FrozenDictionary<string, FrozenSet<string>> Keys = new Dictionary<string, string>
    {
        [""] =
            """
            AppArmorProfile Args Config Created Driver ExecIDs GraphDriver HostConfig HostnamePath HostsPath Id Image ImageManifestDescriptor LogPath
            MountLabel Mounts Name NetworkSettings Path Platform ProcessLabel ResolvConfPath RestartCount SizeRootFs SizeRw State Storage
            """,
        ["Config"] =
            """
            ArgsEscaped AttachStderr AttachStdin AttachStdout Cmd Domainname Entrypoint Env ExposedPorts Healthcheck Hostname Image Labels MacAddress
            NetworkDisabled OnBuild OpenStdin Shell StdinOnce StopSignal StopTimeout Tty User Volumes WorkingDir
            """,
        ["Config.ExposedPorts"] = "*",
        ["Config.Healthcheck"] = "Interval Retries StartInterval StartPeriod Test Timeout",
        ["Config.Labels"] = "*",
        ["Config.Volumes"] = "*",
        ["GraphDriver"] = "Data Name",
        ["GraphDriver.Data"] = "*",
        ["HostConfig"] =
            """
            Annotations AutoRemove Binds BlkioDeviceReadBps BlkioDeviceReadIOps BlkioDeviceWriteBps BlkioDeviceWriteIOps BlkioWeight BlkioWeightDevice
            CapAdd CapDrop Cgroup CgroupParent CgroupnsMode ConsoleSize ContainerIDFile CpuCount CpuPercent CpuPeriod CpuQuota CpuRealtimePeriod
            CpuRealtimeRuntime CpuShares CpusetCpus CpusetMems DeviceCgroupRules DeviceRequests Devices Dns DnsOptions DnsSearch ExtraHosts GroupAdd
            IOMaximumBandwidth IOMaximumIOps Init IpcMode Isolation KernelMemory KernelMemoryTCP Links LogConfig MaskedPaths Memory MemoryReservation
            MemorySwap MemorySwappiness Mounts NanoCpus NetworkMode OomKillDisable OomScoreAdj PidMode PidsLimit PortBindings Privileged
            PublishAllPorts ReadonlyPaths ReadonlyRootfs RestartPolicy Runtime SecurityOpt ShmSize StorageOpt Sysctls Tmpfs UTSMode Ulimits UsernsMode
            VolumeDriver VolumesFrom
            """,
        ["HostConfig.Annotations"] = "*",
        ["HostConfig.LogConfig"] = "Config Type",
        ["HostConfig.LogConfig.Config"] = "*",
        ["HostConfig.PortBindings"] = "*",
        ["HostConfig.RestartPolicy"] = "MaximumRetryCount Name",
        ["HostConfig.StorageOpt"] = "*",
        ["HostConfig.Sysctls"] = "*",
        ["HostConfig.Tmpfs"] = "*",
        ["ImageManifestDescriptor"] = "annotations artifactType data digest mediaType platform size urls",
        ["ImageManifestDescriptor.annotations"] = "*",
        ["ImageManifestDescriptor.platform"] = "*",
        ["NetworkSettings"] =
            """
            Bridge EndpointID Gateway GlobalIPv6Address GlobalIPv6PrefixLen HairpinMode IPAddress IPPrefixLen IPv6Gateway LinkLocalIPv6Address
            LinkLocalIPv6PrefixLen MacAddress Networks Ports SandboxID SandboxKey SecondaryIPAddresses SecondaryIPv6Addresses
            """,
        ["NetworkSettings.Networks"] = "*",
        ["NetworkSettings.Ports"] = "*",
        ["State"] = "Dead Error ExitCode FinishedAt Health OOMKilled Paused Pid Restarting Running StartedAt Status",
        ["State.Health"] = "FailingStreak Log Status",
        ["Storage"] = "*",
    }.ToFrozenDictionary(
        e => e.Key, e => e.Value.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>What is wrong with a path, with the nearest right one; null if nothing is. What stands below a name that somebody chose is free.</summary>
    public static string? Problem(string path)
    {
        var parent = "";
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Keys.TryGetValue(parent, out var keys))
            {
                return $"docker inspect has nothing below '{parent}'; a path leads to a value, an object or a whole list";
            }

            if (keys.Contains($"{Any}"))
            {
                return null;
            }

            if (!keys.Contains(parts[i]))
            {
                return $"docker inspect of a container has no '{MapReader.Short(path)}'{Hint(parent, parts[i..], keys)}";
            }

            parent = Below(parent, parts[i]);
        }

        return null;
    }

    private static string Hint(string parent, string[] rest, FrozenSet<string> keys)
    {
        var guess = Nearest.Find(rest[0], keys) is { } key ? string.Join('.', rest[1..].Prepend(Below(parent, key))) : null;
        return guess is not null && Problem(guess) is null
            ? $"; did you mean '{guess}'?"
            : Nearest.Hint(Below(parent, string.Join('.', rest)), All);
    }

    private static IEnumerable<string> All => Keys.SelectMany(e => e.Value.Where(k => k[0] != Any).Select(k => Below(e.Key, k)));

    private static string Below(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";
}
