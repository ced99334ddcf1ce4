namespace TwilioServer.Tenants;

/// <summary>
/// What the dispatch assistant must know of a business before it answers for it. Its members are those of its API; without
/// this document the owner answers alone.
/// </summary>
public sealed record DispatchProfile
{
    /// <summary>The trades that the assistant knows.</summary>
    public static IReadOnlyList<string> Trades { get; } =
    ["plumbing", "electrical", "hvac", "locksmith", "garage_door"];

    /// <summary>One of <see cref="Trades"/>.</summary>
    public required string TradeType { get; set; }

    public required DispatchAddress Address { get; set; }

    /// <summary>What jobs take and cost, at most 100.</summary>
    public IReadOnlyList<JobEstimate> JobEstimates { get; set; } = [];

    public DispatchSettings Settings { get; set; } = new();
}

/// <summary>Where the business is.</summary>
public sealed record DispatchAddress
{
    public required string StreetAddress { get; set; }
    public required string City { get; set; }

    /// <summary>Two letters.</summary>
    public required string State { get; set; }

    public required string PostalCode { get; set; }

    /// <summary>Degrees north, -90 to 90.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east, -180 to 180.</summary>
    public double? Longitude { get; set; }
}

/// <summary>What a job takes and costs, in hours and the business's currency.</summary>
public sealed record JobEstimate
{
    public required string JobType { get; set; }
    public required string Description { get; set; }
    public double EstimatedHours { get; set; } = 1;
    public double EstimatedCostMin { get; set; }
    public double EstimatedCostMax { get; set; }
    public bool RequiresParts { get; set; }
    public double UrgencyMultiplier { get; set; } = 1;
    public int BufferMinutes { get; set; } = 30;
}

/// <summary>How the business takes jobs.</summary>
public sealed record DispatchSettings
{
    public bool AcceptEmergencies { get; set; } = true;

    /// <summary>1 to 100.</summary>
    public int MaxJobsPerDay { get; set; } = 8;

    /// <summary>1 to 500.</summary>
    public int ServiceRadiusMiles { get; set; } = 25;

    public bool EmergencyServiceEnabled { get; set; } = true;
    public bool OutOfOffice { get; set; }
    public int MinBufferBetweenJobs { get; set; } = 30;
    public int MaxTravelTimeMinutes { get; set; } = 60;
    public double EmergencyMultiplier { get; set; } = 1.5;
}
