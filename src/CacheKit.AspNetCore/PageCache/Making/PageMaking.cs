using System.Runtime.ExceptionServices;
using CacheKit.AspNetCore.Bodies;
using CacheKit.AspNetCore.ConditionalRequests;
using CacheKit.AspNetCore.Headers;
using CacheKit.AspNetCore.PageCache.Entries;
using CacheKit.AspNetCore.PageCache.Groups;
using CacheKit.AspNetCore.PageCache.Responses;
using CacheKit.AspNetCore.PageCache.Watching;
using CacheKit.AspNetCore.SiteCache;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit.AspNetCore.PageCache.Making;

/// <summary>
/// One page in the making: watches what it is made with, copies the response on its way, judges it when it begins and
/// once more when it is complete.
/// </summary>
internal sealed class PageMaking
{
    private readonly PageWorkshop _workshop;
    private readonly HttpContext _context;
    private readonly PageCacheFeature _feature;
    private readonly CaptureBodyFeature _body;
    private readonly PageLifetimeFeature? _lifetime;
    private WatchedSessionFeature? _session;
    private WatchedResetFeature? _reset;
    private bool _wasWithoutEndpoint;
    private PageTarget? _target;
    private BodyFields? _bodyFields;
    private PageHead? _head;

    // Null until the application has made the page to its end.
    private bool? _endedWithoutEndpoint;
    private bool _isReleased;
    private bool _isTakenBack;
    private bool _isNoted;

    private PageMaking(PageWorkshop workshop, SiteCacheSettings site, HttpContext context, PageCacheFeature feature, CancellationToken? wanted)
    {
        _workshop = workshop;
        _context = context;
        _feature = feature;
        _body = new CaptureBodyFeature(
            this, context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), site.MaximumBodySize, judgesFirst: wanted is null);
        if (context.Features.Get<IHttpRequestLifetimeFeature>() is { } lifetime)
            _lifetime = new PageLifetimeFeature(lifetime, wanted);
    }

    /// <summary>Why the page will not be stored; undecided as long as it may be.</summary>
    public PageCacheOutcome Refusal { get; private set; }

    public bool IsRefused => Refusal != PageCacheOutcome.Undecided;

    /// <summary>Called once when the page is found not to be storable, perhaps long before it is complete.</summary>
    public Action? Refused { get; set; }

    /// <summary>Called once when the body begins to pass on and the page may still be stored.</summary>
    public Action? Begun { get; set; }

    /// <summary>Whether others may wait for the page: it goes on without the client that came first.</summary>
    public bool IsForOthers => _lifetime is { EndsWithClient: false };

    /// <summary>What the application threw while it made the page.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>Whether the page, if it can be stored, is stored only when the response has ended.</summary>
    public bool IsPutOff { get; private set; }

    /// <summary>What is sent instead if the making fails before its first byte goes out.</summary>
    public PageStandIn? StandIn { get; set; }

    /// <summary>Whether the response tells of a failure of the application's.</summary>
    public bool IsError => _context.Response.StatusCode >= StatusCodes.Status500InternalServerError;

    /// <summary>Whether nothing of the response has gone out.</summary>
    public bool CanBeTakenBack => !_isReleased && !_context.Response.HasStarted && (!_body.HasBegun || _body.IsHeld);

    public bool IsWithoutEndpoint => _context.GetEndpoint() is null;

    /// <summary>Begins to copy.</summary>
    /// <param name="workshop">What all makings share.</param>
    /// <param name="site">The settings that the request goes by.</param>
    /// <param name="context">The request.</param>
    /// <param name="feature">What is known of it.</param>
    /// <param name="wanted">Fires when nobody wants the page any more; null where nobody else can.</param>
    public static PageMaking Begin(PageWorkshop workshop, SiteCacheSettings site, HttpContext context, PageCacheFeature feature, CancellationToken? wanted)
    {
        var making = new PageMaking(workshop, site, context, feature, wanted);
        making.Install();
        return making;
    }

    /// <summary>Says what the page will be kept as, and watches from now on what it is made with. A making that is never told stores nothing.</summary>
    public void KeepAs(PageTarget target)
    {
        _target = target;
        _wasWithoutEndpoint = IsWithoutEndpoint;
        if (_body.HasBegun)
            Refuse(PageCacheOutcome.MiddlewareOrder);
        if (_context.Features.Get<ISessionFeature>() is { } session)
            Watch(session);
        if (_workshop.UsesTempData && !TempDataWatch.TryInstall(_context, _feature))
            _feature.MakesUseOf(PageCacheOutcome.TempData);
    }

    /// <summary>The page will not be stored; the first reason counts.</summary>
    public void Refuse(PageCacheOutcome reason)
    {
        if (IsRefused)
            return;
        Refusal = reason;
        _feature.Outcome = reason;
        _feature.Timeout = null;
        _lifetime?.EndWithClient();
        NoteUncacheable();
        Refused?.Invoke();
    }

    /// <summary>Remembers once that the page could not be stored.</summary>
    public void NoteUncacheable()
    {
        if (_isNoted || _target is null)
            return;
        _isNoted = true;
        _workshop.NoteUncacheable(_target, Refusal);
    }

    /// <summary>Nobody else waits for the page any more: from here on it ends with its client.</summary>
    public void EndWithClient() => _lifetime?.EndWithClient();

    /// <summary>The page is not made after all: it comes from the cache.</summary>
    public void StandAside()
    {
        if (!IsRefused)
            Refusal = PageCacheOutcome.Hit;
    }

    /// <summary>Takes everything back, so that <see cref="StandIn"/> can be sent.</summary>
    public void TakeBack()
    {
        StandAside();
        _isReleased = true;
        _body.TakeBack();
        Uninstall();
        StandIn!.Restore();
        // Before all that the failed attempt has left to be done when the response starts; see OnStarting.
        _context.Response.OnStarting(static state =>
        {
            ((PageStandIn)state).Keep();
            return Task.CompletedTask;
        }, StandIn);
        _isTakenBack = true;
    }

    /// <summary>Sends what was kept back after all.</summary>
    public ValueTask PassOnAsync() => _body.PassOnAsync();

    /// <summary>The application threw.</summary>
    public void Fail(Exception exception)
    {
        Failure = ExceptionDispatchInfo.Capture(exception);
        Refuse(PageCacheOutcome.Incomplete);
    }

    /// <summary>The body is about to pass to the next layer for the first time.</summary>
    public void OnBodyBegins()
    {
        var fields = new BodyFields(_context.Response.Headers);
        _bodyFields = fields;
        if (fields.IsEventStream)
            Refuse(PageCacheOutcome.ContentType);
        else if (StandIn is not null && IsError)
            _body.Hold();
        // Session middleware behind us takes its feature away again before a response that is slow to start is judged.
        if (_target is not null && HasUnwatchedSession())
            _feature.MakesUseOf(PageCacheOutcome.Session);
        if (!_body.IsHeld)
            MeetConditionalGet(fields);
        if (!IsRefused)
            Begun?.Invoke();
    }

    /// <summary>The application has made the page to its end: judges the whole.</summary>
    /// <returns>The page, or null when it cannot be stored, or not yet: then it is stored when the response has ended.</returns>
    public async ValueTask<PageEntry?> CompleteAsync()
    {
        await _body.FinishAsync().ConfigureAwait(false);
        if (!_body.HasBegun && _target is not null)
            MeetConditionalGet(new BodyFields(_context.Response.Headers));
        await _body.WaitForStartAsync().ConfigureAwait(false);
        _endedWithoutEndpoint = IsWithoutEndpoint;
        if (_target is null || IsRefused)
            return null;
        if (_context.Response.HasStarted)
            return await JudgeAsync().ConfigureAwait(false);
        IsPutOff = true;
        // Whatever is outside may still change the response, so it is not for us to start it.
        _context.Response.OnCompleted(static state => ((PageMaking)state).StoreLateAsync(), this);
        return null;
    }

    /// <summary>Takes everything back that was installed, when the client has all that the application wrote.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (_isReleased)
            return;
        _isReleased = true;
        try
        {
            await _body.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            Uninstall();
        }
    }

    private void Watch(ISessionFeature session)
    {
        if (_workshop.HasUsedSession(_context, session.Session))
            Refuse(PageCacheOutcome.Session);
        _context.Features.Set<ISessionFeature>(_session = new WatchedSessionFeature(session, _feature));
    }

    private void Install()
    {
        var features = _context.Features;
        features.Set<IHttpResponseBodyFeature>(_body);
        if (_lifetime is not null)
            features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        if (features.Get<IHttpResetFeature>() is { } reset)
            features.Set<IHttpResetFeature>(_reset = new WatchedResetFeature(reset, this));
        // First of all in this part of the pipeline, so that it runs last: after everything inside has set its headers.
        _context.Response.OnStarting(static state => ((PageMaking)state).OnStarting(), this);
    }

    private void Uninstall()
    {
        var features = _context.Features;
        if (ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), _body))
            features.Set(_body.Inner);
        if (_lifetime is not null && ReferenceEquals(features.Get<IHttpRequestLifetimeFeature>(), _lifetime))
            features.Set(_lifetime.Inner);
        if (_reset is not null && ReferenceEquals(features.Get<IHttpResetFeature>(), _reset))
            features.Set(_reset.Inner);
        if (_session is not null && ReferenceEquals(features.Get<ISessionFeature>(), _session))
            features.Set(_session.Inner);
    }

    private Task OnStarting()
    {
        if (_isTakenBack)
            StandIn!.Restore();
        if (_target is not { } target || IsRefused)
            return Task.CompletedTask;
        if (JudgeSurroundings(target) is var wrong and not PageCacheOutcome.Undecided)
        {
            Refuse(wrong);
            return Task.CompletedTask;
        }

        _head = PageHead.Judge(_workshop, _context, target, _bodyFields ?? new BodyFields(_context.Response.Headers), out var refusal);
        if (_head is null)
        {
            Refuse(refusal);
            return Task.CompletedTask;
        }

        _feature.Outcome = PageCacheOutcome.Miss;
        _feature.Timeout = _head.Timeout;
        return Task.CompletedTask;
    }

    /// <summary>What can be told of the request now that could not when it came: who it is from, what ran behind us.</summary>
    private PageCacheOutcome JudgeSurroundings(PageTarget target)
    {
        if (PageCircumstances.JudgePrivacy(_workshop, _context, _feature, target) is var privateMatter and not PageCacheOutcome.Undecided)
            return privateMatter;
        if (HasUnwatchedSession())
            return PageCacheOutcome.Session;
        if (PageCircumstances.IsOfAnotherPlace(_workshop, _context, target))
            return PageCacheOutcome.MiddlewareOrder;
        // What is routed once we are through is another page: middleware outside shows it in place of an error.
        if (_wasWithoutEndpoint && !(_endedWithoutEndpoint ?? IsWithoutEndpoint))
        {
            _workshop.Order.Warn(MiddlewareInDisorder.Routing);
            return PageCacheOutcome.MiddlewareOrder;
        }

        return PageCacheOutcome.Undecided;
    }

    private bool HasUnwatchedSession()
    {
        if (_session is not null || _context.Features.Get<ISessionFeature>() is null)
            return false;
        _workshop.Order.Warn(MiddlewareInDisorder.Session);
        return true;
    }

    /// <summary>
    /// Conditional GET outside would tell the one client that it has the page already, and so keep it from all others: it
    /// leaves to us what will be kept. What will not is its own, as if we were not there; so that is decided now.
    /// </summary>
    private void MeetConditionalGet(in BodyFields fields)
    {
        if (_body.Inner is not ConditionalBody outside || IsRefused)
            return;
        EndpointHeaders.Apply(_context);
        if (JudgeBeginning(fields) is var reason and not PageCacheOutcome.Undecided)
            Refuse(reason);
        else
            outside.StandAside();
    }

    private PageCacheOutcome JudgeBeginning(in BodyFields fields)
    {
        // The inner half of the pair has not been asked, and comes too late from now on.
        if (_target is not { } target)
            return PageCacheOutcome.NotAsked;
        if (JudgeSurroundings(target) is var wrong and not PageCacheOutcome.Undecided)
            return wrong;
        return _feature.HasTooManyTags(target.Groups.Tags)
            ? PageCacheOutcome.Tags
            : PageHead.Refusal(_workshop, _context, target, fields, out _, out _);
    }

    /// <summary>Looks at everything once more now that the response is what it is.</summary>
    private async ValueTask<PageEntry?> JudgeAsync()
    {
        if (_head is null || _target is null || IsRefused)
            return null;
        if (JudgeSurroundings(_target) is var wrong and not PageCacheOutcome.Undecided)
            Refuse(wrong);
        else if (_head.JudgeAgain(_context, _target) is var changed and not PageCacheOutcome.Undecided)
            Refuse(changed);
        else if (_feature.HasTooManyTags(_target.Groups.Tags))
            Refuse(PageCacheOutcome.Tags);
        else if (!IsComplete())
            Refuse(PageCacheOutcome.Incomplete);
        if (IsRefused)
            return null;
        if (await TagAsync(_target).ConfigureAwait(false) is not { } tags)
            return null;
        var page = _head.MakeEntry(_target, tags, _body, _target.Policy.Site.MakesETags);
        if (!EndpointKind.IsComponent(_context.GetEndpoint()) || !InteractiveMarkup.IsIn(page))
            return page;
        Refuse(PageCacheOutcome.LeftAlone);
        return null;
    }

    private async ValueTask<PageTag[]?> TagAsync(PageTarget target)
    {
        try
        {
            var tags = await _workshop.TagAsync(target, _feature).ConfigureAwait(false);
            if (tags is null)
                Refuse(PageCacheOutcome.Removed);
            return tags;
        }
        catch (Exception exception)
        {
            _workshop.LogFailure(exception, target, "tag");
            Refuse(PageCacheOutcome.CacheFailed);
            return null;
        }
    }

    private bool IsComplete() =>
        _body.IsWhole
        && (_target!.IsHead || _head!.DeclaredLength is not { } declared || declared == _body.Length)
        && _lifetime is not { WasAborted: true }
        && _context.Features.Get<IExceptionHandlerFeature>() is null;

    private async Task StoreLateAsync()
    {
        if (await JudgeAsync().ConfigureAwait(false) is { } entry)
            await _workshop.StoreAsync(_target!, entry, _feature).ConfigureAwait(false);
        else
            await _workshop.GiveUpAsync(_target!, this).ConfigureAwait(false);
        _body.Release();
        _workshop.Count(_feature);
    }
}
