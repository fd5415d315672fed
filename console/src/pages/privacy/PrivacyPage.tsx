import { NEEDED } from '../../api/role';
import { ForRole } from '../../components/ForRole';
import { Page } from '../../components/Page';
import { DeletionsPanel } from './DeletionsPanel';
import { EraseForm } from './EraseForm';

/** Where users are erased who asked for it, and what proves it. */
export function Component() {
  return (
    <Page title="Privacy" subtitle="Erase users who asked for it, and keep the receipts.">
      <ForRole needs={NEEDED.privacy}>
        <EraseForm />
        <DeletionsPanel />
      </ForRole>
    </Page>
  );
}
