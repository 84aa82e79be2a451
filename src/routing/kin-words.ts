/** Words people say, and behind the arrow the words by which those who can help describe themselves. */
export const kinWords = `
slow, slowly, slower, sluggish, lag, laggy, latency, throughput, faster, p95, p99, hot path > performance
speed up, make faster, takes seconds, takes minutes, takes long, too long > performance optimization
freeze, freezes, hang, hangs, deadlock, race condition > debug
cpu, flame graph, profiling, profile it > performance profiling
load test, traffic, concurrent users, stress test, black friday > performance load scalability
cache, caching > performance backend
memory leak, out of memory, heap > memory performance debug
crash, crashes, crashed, segfault, exception, traceback, stack trace, type error, typeerror, exit code, nullpointer, bug, broken, fails, failing, undefined, null, wrong result > debug error
works on my machine, no idea why, intermittent, heisenbug, reproduce > debug
root cause, find out why > debug cause
logs, log files, logfile > error log monitoring
prod is down, outage, everything is down, site down, postmortem, breach, hacked, sev1, screaming, 502, 503 > incident
on call, pager, pages at night, slo, sla, runbook, uptime, availability, reliability, burn rate > reliability sre
monitoring, alerts, grafana, prometheus, metrics, observability, tracing, dashboards > monitoring observability devops
db, database, tables, rows, columns, column > database
query, queries, join, index, indexes, indices, explain plan > database sql query
mysql, mariadb, oracle, mssql, sqlite > database sql
postgres, pg, psql, pgbouncer, autovacuum, jsonb > postgresql postgres database
mongo, mongodb, dynamodb, cassandra, nosql > database nosql
migration, migrations, schema change, foreign key > database schema migration
backup, restore, failover, replica, replication > database administrator backup recovery
select, group by, window function, cte, self join, running total, pivot, recursive query > sql query
etl, elt, airflow, dbt, spark, warehouse, bigquery, snowflake, redshift, parquet, ingest, ingestion, dag, lakehouse > data pipeline engineer
csv, excel, spreadsheet, kpi, tableau, looker, power bi, cohort, funnel > data analyst analysis
charts, chart, graphs, visualize, plot > data analyst visualization
predict, prediction, forecast, regression, classifier, statistics, significant, hypothesis > data scientist model statistical
train, training, pytorch, tensorflow, sklearn, gpu, inference, quantize > machine learning model
ml, ai model > machine learning
retrain, drift, model registry, experiments, mlflow > mlops machine learning
llm, gpt, claude, openai, chatbot, rag, embeddings, embedding, vector, hallucinate, hallucinates, fine tune, tokens > llm ai language model
prompt, prompts, few shot, system prompt > prompt llm
nlp, sentiment, named entities, text classification > nlp natural language
ticket classification, recommendation, recommender, anomaly > machine learning model
css, html, responsive, layout, web page, button, form, modal, dropdown, menu, navbar, sidebar, grid, browser, safari, firefox, mobile view > frontend ui
page, pages, screen, screens, widget > frontend ui
ui, gui, interface > ui interface frontend
mockup, figma, colors, colour, palette, icons, typography, spacing, look, design tokens, prettier, ugly, fresh look > ui design designer visual
ux, usability, interviews, personas, user research, survey, participants, user journey > ux research researcher user
screen reader, wcag, aria, contrast, keyboard, blind, disabled, a11y, tab key > accessibility
jsx, tsx, useeffect, usestate, hook, hooks, redux, zustand, rerender, re render, re renders, hydration, suspense > react
app router, server action, server actions, getserversideprops, isr, vercel > next nextjs
pinia, vuex, nuxt, composition api, options api > vue
rxjs, ngrx, ng > angular
svelte, sveltekit, runes > svelte
ts, tsconfig, generics, zod > typescript type
js, ecmascript, promise, promises, npm, es modules, require > javascript
node, express, nestjs, fastify, koa > node backend javascript
deno, bun > javascript typescript
py, pandas, numpy, asyncio, mypy, pytest, pip, poetry, pyproject, decorator, flask > python
makemigrations, drf, viewset, serializer, queryset > django
fastapi, pydantic > fastapi python
golang, goroutine, goroutines, go vet, go module, go modules, in go, go service, go code, go routine, pprof, gomod > golang go
rs, cargo, borrow checker, borrow, lifetimes, tokio, unwrap, crate, wasm > rust
jvm, jdk, maven, gradle, junit, jar > java
spring, jpa, hibernate, transactional, actuator, bean > spring boot java
kt, jetpack, compose, coroutine, coroutines > kotlin android
csharp, dotnet, cs, asp, aspnet, ef core, entity framework, linq, nuget, blazor, wpf > csharp dotnet
php, composer, phpunit, symfony > php
eloquent, artisan, horizon, blade, livewire > laravel php
rb, gem, rspec, sidekiq, activerecord, hotwire, turbo > ruby rails
cpp, hpp, std, cmake, template metaprogramming, raw pointers, avx, simd > cpp
malloc, posix, kernel, makefile > c systems
swiftui, xcode, uikit, viewcontroller, retain cycle, observable > swift ios
iphone, ipad, app store, testflight > ios mobile swift
android, play store, apk > android mobile kotlin
react native, expo, push notification, push notifications, offline > mobile
dart, riverpod, flutter > flutter
elixir, phoenix, genserver, liveview > elixir
scala, akka > scala
haskell, monad > haskell
bash, shell script, zsh > bash shell
powershell, active directory > powershell windows
wordpress, woocommerce > wordpress
shopify, liquid > shopify ecommerce
endpoint, endpoints, server, rest, express, route, controller, background job, queue, cron, upload > backend api server
status codes, openapi, swagger, pagination, versioning, contract, resources > api
gql, resolver, resolvers, apollo, subgraph, subgraphs > graphql
monolith, microservice, service boundaries, saga, kafka, rabbitmq, event driven, grpc, cqrs, bounded context > microservices distributed architect
websocket, websockets, socket, live, real time, realtime, chat, presence > websocket real time
stripe, paypal, credit card, credit cards, checkout, charged, refund, subscription, invoice, billing, proration, payments > payment
ledger, bank, banking, kyc, aml, accounting, bookkeeping > fintech financial
trading, backtest, option pricing, futures, portfolio, stocks, hedge > quant trading risk
end to end feature, full stack, frontend and backend, database to ui > fullstack
k8s, kubectl, pod, pods, helm, ingress, crashloopbackoff, kubelet, cluster, autoscale, namespace > kubernetes
docker, dockerfile, container, containers, dockerize, compose file, registry > docker container devops
ci, cicd, pipeline, github actions, gitlab, jenkins, workflow file > ci cd pipeline deployment devops
deploy, deployment, rollout, roll out, canary, blue green, downtime, release without, rollback > deployment release
tf, hcl, terragrunt, terraform, infrastructure as code, tfstate, bicep, pulumi > terraform infrastructure
ansible, provisioning, vm, vms, servers > infrastructure devops automation
aws, azure, gcp, lambda, ec2, s3, datacenter, cloud bill, serverless, regions > cloud
our bill, cloud costs, cost savings > cloud cost
dns, vpn, subnet, firewall, packets, routing, tls, load balancer, vlan > network
self service, internal platform, developer portal, backstage, golden path > platform developer
secret, secrets, vault, rotate, cve, cves, vulnerability, vulnerabilities, hardening, scan > security vulnerability
xss, csrf, injection, owasp, exploit, holes, attacker > security vulnerability audit
hack, pentest, break into, get a shell, red team > penetration security
login, sign in, signin, signup, oauth, jwt, sso, password, passwords, session, auth, authn, authz, permissions, token, passkey > authentication security backend
gdpr, hipaa, soc2, soc, iso, privacy, personal data, regulation, pci > compliance legal
contract, nda, license, licence, terms of service, lawyer, privacy policy > legal
review, pull request, pr, diff, before i merge, look over, second opinion, code quality > code review reviewer
tangled, architecture, adr, design decision, hold up > architecture architect review
refactor, clean up, cleanup, duplicate code, copied, copy paste, nested ifs, god class, readable, reorganise, spaghetti > refactoring
legacy, old code, year old, modernize, outdated, cobol, vb6, jquery, rewrite step by step, get off > legacy modernization
npm audit, outdated packages, dependabot, renovate, version conflict, libraries, upgrade packages, lockfile, dependency > dependency
webpack, vite, bundle, bundler, compile time, compiling, monorepo, bazel, build time, hot reload > build
git, branch, branching, rebase, merge conflict, merge conflicts, commit, cherry pick > git
terminal, command line, subcommand, subcommands, cli, flag, completion > cli command terminal
e2e, playwright, cypress, selenium, unit test, unit tests, coverage, flaky, fail randomly, mock, integration test, integration tests, regression tests > test automation
test plan, test cases, test case, manual test, what to test, quality > qa test quality
tests, testing > test
tdd, test first > tdd test
kill random, chaos, what happens if, fault > chaos resilience
docs, documentation, doc, readme, guide, tutorial, manual, getting started, how to, faq, release notes > documentation writer technical
reference, api docs, postman > api documentation documenter
mcp, model context protocol, tools list > mcp
roadmap, prd, feature wishes, what should we build, prioritize, okr, next quarter > product manager
requirements, user stories, user story, stakeholders, acceptance criteria, process map > business analyst requirements
schedule, milestone, milestones, gantt, who does what, deadline, late, budget > project manager
sprint, retro, retros, standup, agile, velocity, story points, backlog > scrum agile sprint
blog, newsletter, tweet, tweets, social media, marketing, campaign, copywriting, linkedin > content marketing marketer
seo, google, search console, ranking, keywords, sitemap, indexed, backlinks > seo
churn, renew, renewal, accounts, onboarding, upsell > customer success
support ticket, support tickets, angry customer, help desk > customer support
rfp, demo, prospect, presales, sales call > sales
competitors, market size, trends > market research competitive
hiring, job description, onboarding employees > hr recruiting
state machine, temporal, compensation, approval, approvals, business process, step functions > workflow process orchestrator
several agents, many agents, agents work, sub agents, subagents > agent multi coordinator
distribute jobs, spread, workers fairly > distribute task
shared knowledge, agents share, share what > context knowledge
smart contract, solidity, erc20, erc721, gas, reentrancy, web3, token sale, ethereum, nft > blockchain
unity, unreal, godot, multiplayer, enemies, player, players, sprites, gameplay > game
mcu, firmware, stm32, esp32, uart, rtos, microcontroller, interrupt, arduino, i2c > embedded
mqtt, sensors, sensor, devices, over the air, edge devices > iot
translate, translation, arabic, plural, plurals, locale, rtl, localization, languages, l10n > i18n internationalization localization
outlook, inbox, spam, mails, mail, newsletter html, smtp > email
elasticsearch, opensearch, relevance, autocomplete, facets, algolia, typo tolerance, finds nothing > search
onboard, vocabulary, ontology > knowledge
scrape, scraping, crawl, crawler > scraping data
script, automate > automation
paper, papers, literature, sources > research
image, images, opencv, object detection > vision image
pdf, docx > document
desktop app, tray, menubar, electron > electron desktop
prototype, mvp, poc, try out an idea > prototype rapid
brand, branding, identity, style guide > brand design
tiktok, instagram, reddit, facebook, youtube, viral > social media marketing
growth, acquisition, virality, referrals, landing page > growth marketing
app store listing, screenshots for the store, aso > app store optimization
trend, trends, what is popular > trend research
feedback, user reviews, complaints > feedback customer
playful, delight, delightful, animations, confetti > animation ui
expenses, revenue, cash flow, forecasted costs, invoicing > finance
investor, investors, pitch deck, fundraising > pitch business
group policy, windows server, ad users, registry key > windows powershell
slack, slack bot, bolt > slack
risk, risks, exposure > risk
ab test, a b test, split test > experiment analysis
linux, systemd, ssh, nginx, apache > linux server devops
postman, curl, webhook, webhooks > api
regex, parse, parser, tokenizer > parser
compiler, llvm, ast > compiler
arm, gpu kernel, cuda > cuda gpu
r, ggplot, tidyverse > statistics
latex, thesis, academic > academic research
adr, decision record > architecture
threat model, attack surface > security threat
voice, speech, audio, podcast, video > audio video
ar, vr, webxr > 3d
meeting, agenda > meeting
interview candidates, cv, resume > hr recruiting
customer mail, reply to a customer, complaint > customer support
`;
